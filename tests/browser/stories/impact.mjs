// A change that hits bookings: decided about in a real browser, by script and without.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';
import { emptyDay } from '../lib/days.mjs';

const ROOM = 'Chart Room';

// The page of a resource, by its name.
async function resource(page, name) {
  await page.goto('/o/harbour-house/resources');
  await page.getByRole('link', { name, exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  return new URL(page.url()).pathname;
}

// Books the room at this hour of a day; answers the title.
async function book(page, path, day, hour, title) {
  await page.goto(`/o/harbour-house/bookings/new?resource=${path.split('/').pop()}&starts=${day}T${hour}&minutes=60`);
  await page.locator('main').getByLabel('Name of the guest').fill('Grace Holm');
  await page.locator('main').getByLabel('E-mail of the guest').fill(`${title.toLowerCase().replace(/\W+/g, '-')}@example.org`);
  await page.locator('main').getByLabel('Purpose').fill(title);
  await page.locator('main').getByRole('button', { name: 'Book', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

// Blocks an hour of the day; what comes is the page in between.
async function block(page, path, day, from, until, reason) {
  await page.goto(`${path}/blackouts/new`);
  await page.getByLabel('From').fill(`${day}T${from}`);
  await page.getByLabel('Until').fill(`${day}T${until}`);
  await page.getByLabel('Reason').fill(reason);
  await page.getByRole('button', { name: 'Add' }).click();
  await page.locator('#impact').waitFor();
}

export default {
  async 'a blocked time asks about its bookings, goes back with what was typed, and tells what became of them'(house) {
    const page = await house.person(ADA);
    const path = await resource(page, ROOM);
    const day = emptyDay(24);
    await book(page, path, day, '10:00', 'Stays put');
    await book(page, path, day, '12:00', 'Goes elsewhere');
    await block(page, path, day, '09:00', '14:00', 'New floor');
    await expect(await page.locator('#impact tbody tr').count() === 2, 'both bookings');
    await page.getByRole('button', { name: 'Back to the form' }).click();
    await page.locator('#impact').waitFor({ state: 'detached' });
    await page.getByLabel('Reason').waitFor();
    await expect(await page.getByLabel('Reason').inputValue() === 'New floor', 'what was typed');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.locator('#impact').waitFor();
    await page.getByLabel(/^Keep them/).check();
    const choice = page.locator('#impact tbody tr', { hasText: 'Goes elsewhere' }).locator('select');
    const offer = await choice.locator('option', { hasText: 'Move to' }).first().getAttribute('value');
    await choice.selectOption(offer);
    await page.getByRole('button', { name: 'Make the change' }).click();
    await expect(() => page.getByText('1 booking kept, 1 booking moved. Their guests are told by mail.').isVisible(), 'what became of them');
    await page.goto(`/o/harbour-house/bookings?text=Stays+put`);
    await page.getByRole('link', { name: 'Stays put' }).first().click();
    await expect(() => page.getByText(/kept it as an exception/).isVisible(), 'the exception in its history');
  },

  async 'without script and on a phone it is the same'(house) {
    const page = await house.person(ADA, { script: false, size: PHONE });
    const path = await resource(page, ROOM);
    const day = emptyDay(25);
    await book(page, path, day, '10:00', 'Called off');
    await block(page, path, day, '09:00', '14:00', 'No power');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth).catch(() => false);
    await expect(!wide, 'a page as wide as the phone');
    await page.getByLabel(/^Cancel them/).check();
    await page.getByRole('button', { name: 'Make the change' }).click();
    await page.waitForURL(url => url.pathname === path);
    await page.goto(`${path}/why?starts=${day}T10:00&minutes=60&for=guest`);
    await expect(() => page.getByText('No power').first().isVisible(), 'the block among the reasons');
  },
};
