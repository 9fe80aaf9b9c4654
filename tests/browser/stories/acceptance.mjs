// Signing for what was handed over: by the link in a letter, with a finger, and without scripts.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';
import { complaints, sideways } from '../lib/axe.mjs';

const main = page => page.locator('#main');

// Checks a laptop that is in stock out to somebody; answers its tag and the link in their letter.
async function hand(house, email) {
  const page = await house.person(ADA);
  const listed = await page.goto('/o/harbour-house/assets?status=in_stock&text=NB-');
  await expect(listed.ok(), 'the list');
  const tag = (await main(page).locator('tbody tr', { hasText: 'In stock' }).locator('td.main a').first().innerText()).trim();
  await page.goto('/o/harbour-house/contacts/new');
  await main(page).locator('#name').fill('Nell Finger');
  await main(page).locator('#email').fill(email);
  await main(page).locator('form[method=post] button[type=submit]').last().click();
  await main(page).getByRole('heading', { level: 1, name: 'Nell Finger' }).waitFor();
  await page.goto(`/o/harbour-house/assets/check-out?assets=${tag}`);
  await main(page).locator('#person').fill(email);
  await main(page).getByRole('button', { name: 'Check out' }).click();
  await main(page).getByRole('heading', { level: 1, name: 'Acceptance' }).waitFor();
  const asked = page.url();
  await page.goto(`/o/harbour-house/messages?text=${encodeURIComponent(email)}`);
  await main(page).getByRole('link', { name: /Please sign/ }).first().click();
  await page.waitForURL(/\/messages\/[0-9a-f-]{36}/);
  const letter = await page.request.get(`${new URL(page.url()).pathname}/page`);
  const link = /href="([^"]*\/acceptances\/[^"]*)"/.exec(await letter.text())[1];
  return { page, tag, asked, link: new URL(link).pathname };
}

// Lines with a pointer over the pad.
async function draw(page) {
  const pad = page.locator('#pad canvas');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  for (const [from, to] of [[0.1, 0.4], [0.45, 0.8]]) {
    await page.mouse.move(box.x + box.width * from, box.y + box.height * 0.3);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * (from + to) / 2, box.y + box.height * 0.8, { steps: 5 });
    await page.mouse.move(box.x + box.width * to, box.y + box.height * 0.4, { steps: 5 });
    await page.mouse.up();
  }
}

export default {
  async 'sign for a laptop by a mailed link'(house) {
    const { page, tag, asked, link } = await hand(house, 'nell@finger.example');
    const guest = await house.visitor({ size: PHONE, touch: true });
    await guest.goto(link);
    await guest.getByRole('heading', { level: 1, name: 'Please sign' }).waitFor();
    await guest.getByText(tag).first().waitFor();
    for (const slip of [...await complaints(guest), await sideways(guest)].filter(Boolean)) throw new Error(slip);
    await draw(guest);
    await guest.getByRole('button', { name: 'Clear' }).click();
    await expect(async () => (await guest.locator('#drawing').inputValue()) === '', 'an empty pad');
    await draw(guest);
    const drawn = JSON.parse(await guest.locator('#drawing').inputValue());
    await expect(drawn.length === 2 && drawn[0].length > 3, `two lines, not ${JSON.stringify(drawn)}`);
    // Without a name it comes back, with what was drawn.
    await guest.getByRole('button', { name: 'Sign' }).click();
    await guest.locator('#problems').waitFor();
    await expect(async () => (await guest.locator('#drawing').inputValue()) === JSON.stringify(drawn), 'the drawing again');
    for (const slip of await complaints(guest)) throw new Error(slip);
    await guest.getByLabel('Your full name').fill('Nell Finger');
    await guest.getByRole('button', { name: 'Sign' }).click();
    await guest.getByRole('heading', { level: 1, name: 'Thank you' }).waitFor();
    await expect(() => guest.locator('svg.signature polyline').count(), 'the signature');
    for (const slip of [...await complaints(guest), await sideways(guest)].filter(Boolean)) throw new Error(slip);
    const paper = await guest.request.get(`${link}/file`);
    await expect(paper.headers()['content-type'] === 'application/pdf', 'the paper');
    await page.goto(asked);
    await main(page).getByText('Signed', { exact: true }).first().waitFor();
    await expect(() => main(page).locator('svg.signature polyline').count(), 'the signature on the page');
  },

  async 'the same without scripts, and not for everything'(house) {
    const { link, tag } = await hand(house, 'nell@plain.example');
    const guest = await house.visitor({ size: PHONE, script: false });
    await guest.goto(link);
    await expect(async () => !(await guest.locator('#pad').isVisible()), 'no pad');
    await guest.getByLabel(`I did not receive this: ${tag}`).check();
    await guest.getByLabel(`What happened? To ${tag}`).fill('It was not in the bag');
    await guest.getByLabel('Your full name').fill('Nell Plain');
    await guest.getByRole('button', { name: 'Sign' }).click();
    await guest.getByRole('heading', { level: 1, name: 'Thank you' }).waitFor();
    await guest.getByText('Not received: It was not in the bag').waitFor();
  },

  async 'somebody signs on the keeper\'s screen'(house) {
    const { page, asked } = await hand(house, 'nell@desk.example');
    await page.goto(asked);
    await main(page).getByRole('link', { name: 'Sign here now' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Sign here' }).waitFor();
    await draw(page);
    await main(page).getByLabel('Your full name').fill('Nell Desk');
    await main(page).getByRole('button', { name: 'Sign' }).click();
    await page.locator('.toast').getByText(/A copy is on its way/).waitFor();
    await main(page).getByText(/on the screen of Ada/).waitFor();
  },
};
