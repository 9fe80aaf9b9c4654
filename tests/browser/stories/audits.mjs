// Running an audit: start it, count by scanner and by ticks while somebody else looks on, write a note with a photo, close it.
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
};
