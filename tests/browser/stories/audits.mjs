// Running an audit: start it, count by scanner and by ticks while somebody else looks on, write a note with a photo, close it.
import { complaints, sideways } from '../lib/axe.mjs';
import { ADA, BO, DESKTOP, PHONE, expect } from '../lib/browsers.mjs';

const main = page => page.locator('#main');
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8Dwn4EIAAAzBQIBkKFYzQAAAABJRU5ErkJggg==', 'base64');

export default {
  async 'run an audit: count with a scanner on the phone, and close it at the desk'(house) {
    const desk = await house.person(ADA, { size: DESKTOP });
    await desk.goto('/o/harbour-house/audits/new');
    await desk.getByLabel('Name').fill('Workshop tools');
    await desk.locator('#location').selectOption({ label: await desk.locator('#location option', { hasText: 'Workshop' }).first().innerText() });
    await desk.getByRole('button', { name: 'Start' }).click();
    await desk.waitForURL(/\/audits\/[0-9a-f-]{36}/);
    const tags = await main(desk).locator('td.main a').allInnerTexts();
    await expect(tags.length > 2, `some tools to be expected, not ${tags.length}`);

    const phone = await house.person(BO, { size: PHONE });
    await phone.goto(desk.url());
    await main(phone).getByRole('link', { name: 'Scan' }).click();
    await phone.waitForURL(/mode=audit/);
    await expect(async () => (await main(phone).locator('#audit').inputValue()) !== '', 'the audit to be chosen');
    const scan = async code => {
      await phone.locator('#code').pressSequentially(code);
      await phone.keyboard.press('Enter');
    };
    await scan(tags[0]);
    await main(phone).locator('.scan-row.done').getByText('Found.').waitFor();
    await scan(tags[0]);
    await main(phone).locator('.scan-row.same').getByText('saw it already').waitFor();
    await scan('BK-001');
    await main(phone).locator('.scan-row').getByText(/Misplaced|Unexpected/).waitFor();
    await scan('NOBODYS-1');
    await main(phone).locator('.scan-row.unknown').getByText('It is kept with the audit').waitFor();
    // The desk hears of it without being asked to.
    await main(desk).locator('tr', { hasText: tags[0] }).getByText('Found').waitFor();

    await main(desk).getByRole('button', { name: `Not there: ${tags[1]}` }).click();
    await main(desk).locator('tr', { hasText: tags[1] }).getByText('Missing').waitFor();
    await main(desk).getByRole('link', { name: tags[1], exact: true }).click();
    await desk.locator('#note').fill('The hook is empty.');
    await desk.locator('#file').setInputFiles({ name: 'hook.png', mimeType: 'image/png', buffer: PIXEL });
    await desk.getByRole('button', { name: 'Write down' }).click();
    await main(desk).getByText('The hook is empty.').waitFor();

    await main(desk).getByRole('link', { name: 'Close the audit' }).click();
    await main(desk).getByText('not looked for yet').waitFor();
    await desk.getByRole('button', { name: 'Close the audit' }).click();
    await main(desk).getByText('What it found stays as it is.').waitFor();
    await main(desk).getByText('Left as it was').first().waitFor();
  },

  async 'say by a letter what one still has, on a phone and without signing in'(house) {
    const desk = await house.person(ADA, { size: DESKTOP });
    await desk.goto('/o/harbour-house/contacts/new');
    await main(desk).locator('#name').fill('Otto Keep');
    await main(desk).locator('#email').fill('otto@keep.example');
    await main(desk).locator('form[method=post] button[type=submit]').last().click();
    await main(desk).getByRole('heading', { level: 1, name: 'Otto Keep' }).waitFor();
    await desk.goto('/o/harbour-house/assets?status=in_stock&text=FU-');
    const tags = (await main(desk).locator('tbody td.main a').allInnerTexts()).map(tag => tag.trim()).slice(0, 2);
    await expect(tags.length === 2, `two chairs in stock, not ${tags}`);
    await desk.goto(`/o/harbour-house/assets/check-out?assets=${tags.join('+')}`);
    await main(desk).locator('#person').fill('otto@keep.example');
    await main(desk).getByRole('button', { name: 'Check out' }).click();
    await desk.locator('.toast').getByText(/checked out/).first().waitFor();
    await desk.goto('/o/harbour-house/audits/new');
    await desk.getByLabel('Name').fill('Who has what');
    await desk.locator('#kind').selectOption('held');
    await desk.locator('#people').fill('otto@keep.example');
    await desk.getByLabel('Remind after (days)').fill('5, 10');
    await desk.getByRole('button', { name: 'Start' }).click();
    await desk.waitForURL(/\/audits\/[0-9a-f-]{36}/);
    const audit = desk.url();
    await main(desk).getByText('5, 10 days after the letter').waitFor();
    await desk.goto('/o/harbour-house/messages?text=otto%40keep.example');
    await main(desk).getByRole('link', { name: /still have/ }).first().click();
    await desk.waitForURL(/\/messages\/[0-9a-f-]{36}/);
    const letter = await desk.request.get(`${new URL(desk.url()).pathname}/page`);
    const link = new URL(/href="([^"]*\/have\/[^"]*)"/.exec(await letter.text())[1]).pathname;

    const guest = await house.visitor({ size: PHONE, touch: true });
    await guest.goto(link);
    await guest.getByRole('heading', { level: 1, name: 'What do you have of ours?' }).waitFor();
    for (const slip of [...await complaints(guest), await sideways(guest)].filter(Boolean)) throw new Error(slip);
    // Nothing said is nothing sent: the page says what is missing.
    await guest.getByRole('button', { name: 'Send' }).click();
    await guest.getByText('Say of each whether you have it.').last().waitFor();
    const group = tag => guest.getByRole('group', { name: tag });
    await group(tags[0]).getByLabel('I still have it').check();
    await group(tags[1]).getByLabel('I do not have it').check();
    await group(tags[1]).getByLabel('Note').fill('Sold by my brother.');
    await guest.getByRole('button', { name: 'Send' }).click();
    await guest.getByText('has your answers').waitFor();
    await expect(await group(tags[0]).getByLabel('I still have it').isChecked(), 'what was said stands there');
    // It turns up after all.
    await group(tags[1]).getByLabel('I still have it').check();
    // The page says the same as before: that it was sent is told by the answer only.
    const sent = guest.waitForResponse(response => response.request().method() === 'POST');
    await guest.getByRole('button', { name: 'Send again' }).click();
    await sent;
    await guest.getByText('has your answers').waitFor();

    await desk.goto(audit);
    await main(desk).locator('tr', { hasText: tags[0] }).getByText('Found').waitFor();
    await main(desk).locator('tr', { hasText: tags[1] }).getByText('Found').waitFor();
    await main(desk).locator('tr', { hasText: tags[1] }).getByText('Sold by my brother.').waitFor();
    await main(desk).getByText('1 of 1 person').waitFor();
    // Somebody else is to do it now, until another day.
    await main(desk).getByRole('link', { name: 'Edit', exact: true }).click();
    await desk.getByLabel('Remind after (days)').fill('');
    await desk.locator('#assignee').selectOption({ label: 'Bo Marsh' });
    await desk.getByRole('button', { name: 'Save' }).click();
    await desk.locator('.toast').getByText('Saved.').waitFor();
    const bo = await house.person(BO, { size: DESKTOP });
    await bo.goto('/o/harbour-house/notifications');
    await main(bo).getByText('asked you to do the audit Who has what').first().waitFor();
    await main(desk).getByRole('link', { name: 'Close the audit' }).click();
    await desk.getByRole('button', { name: 'Close the audit' }).click();
    await main(desk).getByText('What it found stays as it is.').waitFor();
    await guest.goto(link);
    await guest.getByText('This count is over').waitFor();
  },
};
