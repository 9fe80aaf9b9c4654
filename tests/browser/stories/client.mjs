// A client: books as a guest, signs in by the code in their mail, sees and cancels the booking. With scripts and without.
import { ADA, PHONE, SMALL_PHONE, expect } from '../lib/browsers.mjs';
import { complaints, sideways } from '../lib/axe.mjs';
import { emptyDay } from '../lib/days.mjs';

const ROOM = '/b/harbour-house/boardroom-aurora';

async function book(page, day, email) {
  await page.goto(`${ROOM}?day=${day}&minutes=60`);
  await page.locator('label.pick', { hasText: '10:00' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Clara Client');
  await page.getByLabel('E-mail for the confirmation').fill(email);
  await page.getByRole('button', { name: 'Book now' }).click();
  await page.getByRole('heading', { level: 1, name: 'You are booked' }).waitFor();
}

// The newest code, as the demonstration shows it to whoever keeps its mail: the letter and its link.
async function letter(house, email) {
  const ada = await house.person(ADA);
  let text;
  await expect(async () => {
    await ada.goto(`/o/harbour-house/messages?text=${encodeURIComponent(email)}`);
    const found = ada.locator('#main tbody tr', { hasText: 'Your code for' }).first();
    if (!(await found.count())) return false;
    await found.getByRole('link').first().click();
    await ada.waitForURL(/\/messages\/[0-9a-f-]{36}/);
    await ada.goto(`${ada.url().split('?')[0]}?view=text`);
    text = await ada.locator('#main').innerText();
    return /\b\d{6}\b/.test(text);
  }, 'a letter with a code', 20_000);
  return { code: text.match(/\b(\d{6})\b/)[1], link: text.match(/https?:\/\/\S*\/sign-in\/code\?code=\d{6}/)[0] };
}

async function fine(page, what) {
  const slips = [...await complaints(page), await sideways(page)].filter(Boolean);
  if (slips.length) throw new Error(`${what}: ${slips.join('\n  ')}`);
}

export default {
  async 'a guest books, signs in by a code, sees the booking and cancels it'(house) {
    const page = await house.visitor({ size: SMALL_PHONE, touch: true });
    await book(page, emptyDay(20), 'clara@clients.example');
    await page.goto('/b/harbour-house');
    await page.getByRole('link', { name: 'See your bookings' }).tap();
    await page.getByLabel('E-mail you booked with').waitFor();
    await fine(page, 'the page that asks for the address');
    await page.getByLabel('E-mail you booked with').fill('Clara@clients.example');
    await page.getByRole('button', { name: 'Send me a code' }).tap();
    await page.getByRole('heading', { level: 1, name: 'Look into your mail' }).waitFor();
    await fine(page, 'the page that asks for the code');
    await page.getByLabel('Code').fill('000000');
    const { code } = await letter(house, 'clara@clients.example');
    if (code !== '000000') {
      await page.getByRole('button', { name: 'Sign in' }).tap();
      await page.getByText('This is not the code.').first().waitFor();
      await fine(page, 'a code that is wrong');
    }
    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Sign in' }).tap();
    await page.getByRole('heading', { level: 1, name: 'My bookings' }).waitFor();
    await fine(page, 'my bookings');
    await page.locator('main').getByRole('link', { name: 'Boardroom Aurora' }).tap();
    await page.getByRole('button', { name: /^Cancel booking/ }).first().tap();
    await page.locator('dialog:popover-open').getByRole('button', { name: 'Cancel booking' }).tap();
    await page.getByRole('heading', { level: 1, name: 'This booking is cancelled' }).waitFor();
    await page.goto('/b/harbour-house/my/profile');
    await fine(page, 'the profile');
    await page.getByLabel('Telephone').fill('+34 600 000 000');
    await page.getByRole('button', { name: 'Save' }).tap();
    await page.getByText('Saved.').first().waitFor();
    await page.goto(`${ROOM}?day=${emptyDay(21)}&minutes=60`);
    await expect(await page.getByLabel('Name', { exact: true }).inputValue() === 'Clara Client', 'a form that knows them');
    await page.goto('/b/harbour-house/my/bookings');
    await page.getByRole('button', { name: 'Sign out' }).tap();
    await page.waitForURL(/\/b\/harbour-house$/);
    await page.goto('/b/harbour-house/my/bookings');
    await page.getByRole('heading', { level: 1, name: 'See your bookings' }).waitFor();
  },

  async 'the link of the mail fills in the code in the browser that asked, in no other, and without scripts'(house) {
    const page = await house.visitor({ size: PHONE, script: false, theme: 'dark' });
    await book(page, emptyDay(22), 'plain@clients.example');
    await page.goto('/b/harbour-house/sign-in?next=/my/profile');
    await page.getByLabel('E-mail you booked with').fill('plain@clients.example');
    await page.getByRole('button', { name: 'Send me a code' }).click();
    const { code, link } = await letter(house, 'plain@clients.example');
    const other = await house.visitor({ size: PHONE });
    await other.goto(link);
    await other.getByRole('heading', { level: 1, name: 'Which browser was it?' }).waitFor();
    await fine(other, 'the page for the wrong browser');
    await page.goto(link);
    await expect(await page.getByLabel('Code').inputValue() === code, 'the code in its field');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'My bookings' }).waitFor();
    await page.getByRole('link', { name: 'Profile' }).click();
    await page.getByRole('button', { name: 'Sign out everywhere' }).first().click();
    await page.locator('dialog:popover-open').getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.goto('/b/harbour-house/my/bookings');
    await page.getByRole('heading', { level: 1, name: 'See your bookings' }).waitFor();
  },
};
