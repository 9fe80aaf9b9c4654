// Being told: the bell counts up on an open page, a click reads it; what is chosen is kept, on a phone as well.
import { ADA, BO, DESKTOP, SMALL_PHONE, expect } from '../lib/browsers.mjs';
import { emptyDay } from '../lib/days.mjs';

const HOUSE = '/o/harbour-house';
const ROOM = '/b/harbour-house/boardroom-aurora';

// How many the bell says are unread.
const unread = page => page.locator('#bell').innerText().then(text => Number(text.match(/(\d+) unread/)?.[1] ?? 0));

async function guestBooks(house, day, name) {
  const guest = await house.visitor();
  await guest.goto(`${ROOM}?day=${day}&minutes=60`);
  await guest.locator('label.pick', { hasText: '10:00' }).click();
  await guest.getByLabel('Name', { exact: true }).fill(name);
  await guest.getByLabel('E-mail for the confirmation').fill(`${name.toLowerCase().replace(' ', '.')}@example.org`);
  await guest.getByRole('button', { name: 'Book now' }).click();
  await guest.getByRole('heading', { level: 1, name: 'You are booked' }).waitFor();
}

export default {
  async 'the bell counts up while a guest books, and a click reads it'(house) {
    const ada = await house.person(ADA, { size: DESKTOP });
    await ada.goto(`${HOUSE}/notifications`);
    const all = ada.getByRole('button', { name: 'Mark all as read' });
    if (await all.count()) await all.click();
    await expect(async () => await unread(ada) === 0, 'nothing unread');
    // She is somewhere else in the house, and stays there.
    await ada.goto(`${HOUSE}/resources`);
    await expect(() => ada.locator('#live').count(), 'a page with open ears');
    await ada.evaluate(() => { window.stays = true; });
    await ada.waitForTimeout(500);
    await guestBooks(house, emptyDay(), 'Bell Guest');
    await expect(async () => await unread(ada) === 1, 'one unread at the bell', 10_000);
    await expect(await ada.evaluate(() => window.stays), 'the page not to be loaded again');
    await ada.locator('#bell a').click();
    await ada.getByRole('button', { name: /Bell Guest booked Boardroom Aurora/ }).first().click();
    await ada.waitForURL(/\/bookings\/[0-9a-f-]{36}$/);
    await expect(async () => await unread(ada) === 0, 'it to be read');
  },

  async 'another tab of the same person follows'(house) {
    const one = await house.person(ADA);
    const other = await one.context().newPage();
    await other.goto(`${HOUSE}/locations`);
    await one.goto(`${HOUSE}/notifications`);
    const all = one.getByRole('button', { name: 'Mark all as read' });
    if (await all.count()) await all.click();
    await guestBooks(house, emptyDay(), 'Tab Guest');
    await other.bringToFront();
    await expect(async () => await unread(other) >= 1, 'the bell of the other tab', 15_000);
  },

  async 'what one is told is chosen on the smallest phone'(house) {
    const bo = await house.person(BO, { size: SMALL_PHONE, touch: true });
    await bo.goto('/account');
    await bo.getByRole('link', { name: 'Harbour House' }).tap();
    await bo.getByRole('heading', { level: 1, name: 'What you are told' }).waitFor();
    const width = await bo.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect(width <= 0, 'nothing to scroll sideways');
    await bo.getByLabel('Booking made: by mail').selectOption('digest');
    await bo.getByLabel('Quiet from').fill('22:00');
    await bo.getByRole('button', { name: 'Save' }).tap();
    await bo.locator('#problems').waitFor();
    await bo.getByLabel('Quiet until').fill('07:00');
    await bo.getByRole('button', { name: 'Save' }).tap();
    await expect(async () => (await bo.locator('#toasts').innerText()).includes('Your choices are saved.'), 'the choices to be saved');
    await expect(await bo.getByLabel('Booking made: by mail').inputValue() === 'digest', 'the digest');
    await expect(await bo.getByLabel('Quiet until').inputValue() === '07:00', 'the end of quiet hours');
  },

  async 'the list is read and marked without scripts'(house) {
    const ada = await house.person(ADA, { script: false });
    await guestBooks(house, emptyDay(), 'Plain Bell');
    await expect(async () => {
      await ada.goto(`${HOUSE}/notifications`);
      return ada.getByRole('button', { name: 'Mark all as read' }).count();
    }, 'something unread', 10_000);
    // News of earlier stories may come in between: what came meanwhile is read by the next click.
    await expect(async () => {
      const all = ada.getByRole('button', { name: 'Mark all as read' });
      if (await all.count()) await all.click();
      return ada.getByText('You have read everything.').isVisible();
    }, 'everything to be read', 10_000);
  },
};
