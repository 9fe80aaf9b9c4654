// What is owned is made bookable on its page, booked by a guest, handed out and taken back at the front desk.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';
import { emptyDay } from '../lib/days.mjs';

const main = page => page.locator('#main');

export default {
  async 'a monitor is made bookable, booked by a guest, handed out and taken back'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/assets?status=in_stock&text=UltraSharp');
    const link = main(page).getByRole('link', { name: /^MO-\d{4}$/ }).first();
    const tag = await link.innerText();
    await link.click();
    await main(page).getByText('It cannot be booked.').waitFor();
    await main(page).getByRole('button', { name: 'Make bookable' }).click();
    await page.locator('.toast').getByText('It can be booked now.').waitFor();
    await main(page).getByRole('link', { name: new RegExp(`^${tag} `) }).waitFor();
    const shown = await main(page).getByRole('link', { name: 'See it as guests do' }).getAttribute('href');

    const guest = await house.visitor({ size: PHONE, touch: true });
    await guest.goto(`${shown}?day=${emptyDay()}&minutes=60`);
    await guest.locator('label.pick', { hasText: '10:00' }).tap();
    await guest.getByLabel('Name', { exact: true }).fill('Film Guest');
    await guest.getByLabel('E-mail for the confirmation').fill('film.guest@example.org');
    await guest.getByLabel('People').fill('1');
    await guest.getByRole('button', { name: 'Book now' }).tap();
    await guest.getByRole('heading', { level: 1, name: 'You are booked' }).waitFor();

    await page.goto('/o/harbour-house/bookings?text=film.guest');
    await main(page).getByRole('link', { name: /Film Guest|EB-FH52|Booking/ }).first().click();
    await main(page).getByRole('button', { name: 'Hand out' }).click();
    await page.locator('.toast').getByText(`${tag} is handed out.`).waitFor();
    await main(page).getByText('Out', { exact: true }).waitFor();
    await main(page).getByRole('button', { name: 'Take back' }).click();
    await page.locator('.toast').getByText(`${tag} is back.`).waitFor();
    await expect(async () => await main(page).getByText('Back', { exact: true }).count() > 0, 'it to be back');
  },

  async 'the front desk hands out any of a model with one click, on a phone'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house/front-desk');
    await main(page).getByRole('heading', { level: 1, name: 'Front desk' }).waitFor();
    await main(page).getByRole('button', { name: 'Hand out' }).first().click();
    await page.locator('.toast').getByText(/is handed out/).waitFor();
    await main(page).getByRole('button', { name: 'Take back' }).first().click();
    await page.locator('.toast').getByText(/is back/).waitFor();
  },
};
