// The timeline under real hands: made, moved and resized by dragging and by keys, kept current, and put back when refused.
import { ADA, BO, CY, PHONE, expect } from '../lib/browsers.mjs';
import { Calendar } from '../lib/calendar.mjs';
import { emptyDay } from '../lib/days.mjs';

const ROOM = 'Boardroom Aurora';
const OTHER = 'Cabin One';

// Books a day and a night in the form, from six in the evening, and answers what its times are on the calendar when it has
// been moved by so many minutes.
async function overnight(page, day, title) {
  await page.goto(`/o/harbour-house/bookings/new?starts=${day}T18:00&minutes=1440`);
  const main = page.locator('#main');
  await main.getByLabel('What', { exact: true }).selectOption({ label: await main.getByLabel('What', { exact: true }).locator('option', { hasText: ROOM }).first().innerText() });
  await main.getByLabel('Name of the guest').fill('Zoe Park');
  await main.getByLabel('E-mail of the guest').fill('zoe@guest.example');
  await main.getByLabel('Purpose').fill(title);
  await main.getByRole('button', { name: 'Book', exact: true }).click();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: title }).waitFor();
  const weekday = later => new Date(Date.parse(day) + later * 86_400_000).toLocaleDateString('en-GB', { weekday: 'short', timeZone: 'UTC' });
  const clock = minutes => new Date(Date.UTC(2000, 0, 1, 18, minutes)).toISOString().slice(11, 16);
  return minutes => `${weekday(0)} ${clock(minutes)}–${weekday(1)} ${clock(minutes)}`;
}

const dayAfter = day => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

// Makes a booking of two hours from ten and answers the calendar it is on.
async function booked(house, day, title, who = ADA) {
  const calendar = await Calendar.open(await house.person(who), day);
  const dialog = await calendar.make(ROOM, '10:00', '11:45', title);
  await dialog.getByRole('button', { name: 'Book', exact: true }).click();
  await calendar.settled(title, '10:00–12:00', 1);
  return calendar;
}

export default {
  async 'a booking is drawn with the mouse and appears where it was drawn'(house) {
    const day = emptyDay();
    const calendar = await Calendar.open(await house.person(ADA), day);
    const dialog = await calendar.make(ROOM, '10:00', '11:45', 'Drawn by hand');
    await expect(await dialog.getByLabel('Starts').inputValue() === `${day}T10:00`, 'ten o\'clock in the form');
    await expect(await dialog.getByLabel('How long').inputValue() === '120', 'two hours in the form');
    await dialog.getByRole('button', { name: 'Book', exact: true }).click();
    await calendar.settled('Drawn by hand', '10:00–12:00', 1);
    await expect(await calendar.row(ROOM).locator('.slot-ev', { hasText: 'Drawn by hand' }).count() === 1, 'it in the row of its room');
    await expect(() => calendar.page.locator('#new-booking').evaluate(found => !found.open), 'the dialog to close');
  },

  async 'a booking is dragged to another hour, to another room, and made longer'(house) {
    const calendar = await booked(house, emptyDay(), 'On the move');
    await calendar.dragTimes(ROOM, '10:30', '13:30');
    await calendar.settled('On the move', '13:00–15:00', 2);
    await calendar.dragTimes(ROOM, '13:30', '13:30', OTHER);
    await calendar.settled('On the move', '13:00–15:00', 3);
    await expect(await calendar.row(OTHER).locator('.slot-ev', { hasText: 'On the move' }).count() === 1, 'it in the other room');
    const grip = await calendar.item('On the move').locator('.grip').boundingBox();
    const from = { x: grip.x + grip.width / 2, y: grip.y + grip.height / 2 };
    const hour = (await calendar.point(OTHER, '15:00', false)).x - (await calendar.point(OTHER, '14:00', false)).x;
    await calendar.drag(from, { x: from.x + hour, y: from.y });
    await calendar.settled('On the move', '13:00–16:00', 4);
    await calendar.page.reload();
    await calendar.settled('On the move', '13:00–16:00', 4);
  },

  async 'the same is done by keys, and told to those who do not see it'(house) {
    const calendar = await booked(house, emptyDay(), 'By keys');
    const link = calendar.item('By keys').locator('a');
    await link.focus();
    const step = Number(await calendar.row(ROOM).locator('.track').getAttribute('data-step')) * Number(await calendar.row(ROOM).locator('.track').getAttribute('data-cell-minutes'));
    const presses = 60 / step;
    for (let press = 0; press < presses; press += 1) await calendar.page.keyboard.press('Alt+ArrowRight');
    await calendar.settled('By keys', '11:00–13:00', 2);
    await expect(() => link.evaluate(found => found === document.activeElement), 'the focus to stay on the booking');
    for (let press = 0; press < presses; press += 1) await calendar.page.keyboard.press('Alt+Shift+ArrowRight');
    await calendar.settled('By keys', '11:00–14:00', 3);
    const told = await calendar.page.locator('#calendar-status').innerText();
    await expect(told.includes('11:00–14:00') && told.includes(ROOM), `the change in words, not ${told}`);
  },

  async 'a booking dragged onto another one is put back, and a sentence says why'(house) {
    const calendar = await booked(house, emptyDay(), 'Here first');
    const dialog = await calendar.make(ROOM, '14:00', '15:45', 'Wants its place');
    await dialog.getByRole('button', { name: 'Book', exact: true }).click();
    await calendar.settled('Wants its place', '14:00–16:00', 1);
    await calendar.dragTimes(ROOM, '14:30', '11:30');
    const toast = calendar.page.locator('#toasts .toast');
    await expect(() => toast.count(), 'a toast');
    await expect((await toast.first().innerText()).length > 20, 'a sentence in it');
    await calendar.settled('Wants its place', '14:00–16:00', 1);
    await calendar.settled('Here first', '10:00–12:00', 1);
  },

  async 'what one person changes another one sees without doing anything'(house) {
    const day = emptyDay();
    const bo = await Calendar.open(await house.person(BO), day);
    const ada = await booked(house, day, 'Seen from afar');
    await bo.settled('Seen from afar', '10:00–12:00', 1);
    await ada.dragTimes(ROOM, '10:30', '15:30');
    await ada.settled('Seen from afar', '15:00–17:00', 2);
    await bo.settled('Seen from afar', '15:00–17:00', 2);
  },

  async 'escape lets go of a booking that is being dragged'(house) {
    const calendar = await booked(house, emptyDay(), 'Let go');
    const from = await calendar.point(ROOM, '10:30');
    const { mouse, keyboard } = calendar.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 80, from.y, { steps: 5 });
    await keyboard.press('Escape');
    await mouse.up();
    await calendar.page.waitForTimeout(600);
    await calendar.settled('Let go', '10:00–12:00', 1);
  },

  async 'a click opens the booking, and the way back leads to the calendar'(house) {
    const day = emptyDay();
    const calendar = await booked(house, day, 'To be opened');
    await calendar.item('To be opened').locator('a').click();
    await calendar.page.getByRole('heading', { level: 1 }).filter({ hasText: 'To be opened' }).waitFor();
    await calendar.page.goBack();
    await calendar.settled('To be opened', '10:00–12:00', 1);
    await expect(calendar.page.url().includes(day), 'the same day');
  },

  async 'a member sees that an hour is taken, and not by whom'(house) {
    const day = emptyDay();
    await booked(house, day, 'Salary talks');
    const calendar = await Calendar.open(await house.person(CY), day);
    await expect(await calendar.row(ROOM).locator('.slot-ev').count() === 1, 'one taken span');
    const text = await calendar.row(ROOM).innerText();
    await expect(!text.includes('Salary talks') && !text.includes('Zoe'), `nothing of the booking, not ${text}`);
  },

  async 'a finger scrolls the calendar and does not drag bookings'(house) {
    const day = emptyDay();
    await booked(house, day, 'Under a finger');
    const calendar = await Calendar.open(await house.person(BO, { size: PHONE, touch: true }), day);
    const { page } = calendar;
    await calendar.point(ROOM, '10:30');
    const box = await calendar.item('Under a finger').boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const fingers = await page.context().newCDPSession(page);
    const touch = (type, at) => fingers.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [{ x: at, y }] : [] });
    await touch('touchStart', x);
    for (const at of [x - 20, x - 60, x - 100]) await touch('touchMove', at);
    await touch('touchEnd');
    await page.waitForTimeout(800);
    await calendar.settled('Under a finger', '10:00–12:00', 1);
    await calendar.point(ROOM, '10:30');
    const now = await calendar.item('Under a finger').boundingBox();
    await page.touchscreen.tap(now.x + now.width / 2, now.y + now.height / 2);
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'Under a finger' }).waitFor();
  },

  async 'a booking over midnight is moved as a whole, from both of its days'(house) {
    const day = emptyDay();
    emptyDay(); // the day after is taken as well
    const page = await house.person(ADA);
    const times = await overnight(page, day, 'All night long');
    for (const [shown, key, minutes, version] of [[day, 'ArrowRight', 1, 2], [dayAfter(day), 'ArrowRight', 2, 3], [dayAfter(day), 'ArrowLeft', 1, 4]]) {
      const calendar = await Calendar.open(page, shown);
      const step = Number(await calendar.row(ROOM).locator('.track').getAttribute('data-step')) * 5;
      await calendar.item('All night long').locator('a').focus();
      await page.keyboard.press(`Alt+${key}`);
      const wanted = times(step * minutes);
      await expect(async () => (await calendar.item('All night long').locator('small').innerText()).startsWith(wanted)
        && (await calendar.version('All night long')) === version, `${wanted} in version ${version}`);
    }
    // By hand as well; and what is cut has nothing to be made longer by.
    const calendar = await Calendar.open(page, day);
    const step = Number(await calendar.row(ROOM).locator('.track').getAttribute('data-step')) * 5;
    await expect(await calendar.item('All night long').locator('.grip').count() === 0, 'no grip where it is cut');
    await page.keyboard.press('Escape');
    await calendar.item('All night long').locator('a').focus();
    await page.keyboard.press('Alt+Shift+ArrowLeft');
    await page.waitForTimeout(900);
    await expect(await calendar.version('All night long') === 4, 'its unseen end to stay where it is');
    await calendar.dragTimes(ROOM, '19:00', '18:00');
    const wanted = times(step - 60);
    await expect(async () => (await calendar.item('All night long').locator('small').innerText()).startsWith(wanted)
      && (await calendar.version('All night long')) === 5, `${wanted} in version 5`);
  },

  async 'a gesture that is refused leads to what is free'(house) {
    const calendar = await booked(house, emptyDay(), 'Was here');
    const dialog = await calendar.make(ROOM, '14:00', '15:45', 'Comes late');
    await dialog.getByRole('button', { name: 'Book', exact: true }).click();
    await calendar.settled('Comes late', '14:00–16:00', 1);
    await calendar.dragTimes(ROOM, '14:30', '11:30');
    await calendar.page.locator('#toasts').getByRole('link', { name: 'See what is free' }).click();
    await calendar.page.getByRole('heading', { level: 1 }).filter({ hasText: 'Comes late' }).waitFor();
    await calendar.page.locator('#move #alternatives button').first().click();
    await calendar.page.locator('#toasts .toast', { hasText: 'Moved to' }).waitFor();
  },

  async 'the date is picked, and the filter goes along everywhere'(house) {
    const page = await house.person(ADA);
    await Calendar.open(page, '2031-03-04');
    await page.getByLabel('Day', { exact: true }).fill('2031-03-11');
    await page.getByText('Tue 11 Mar 2031').first().waitFor();
    await expect(() => page.url().includes('day=2031-03-11'), 'the day in the address');
    await page.locator('#kind').selectOption('vehicle');
    const kept = async link => ((await link.getAttribute('href')) ?? '').includes('kind=vehicle');
    for (const name of ['Next day', 'Today', 'Week', 'All 24 hours']) {
      await expect(async () => kept(page.locator('#main').getByRole('link', { name, exact: true })), `the kind in ${name}`);
    }
    await page.getByRole('link', { name: 'Next day' }).click();
    await page.getByText('Wed 12 Mar 2031').first().waitFor();
    await expect(async () => await page.locator('#kind').inputValue() === 'vehicle', 'the kind on the next day');
    const amenity = page.locator('#amenity');
    if (await amenity.count()) {
      const chosen = await amenity.locator('option').nth(1).getAttribute('value');
      await amenity.selectOption(chosen);
      await page.locator('.chip', { hasText: chosen }).waitFor();
    }
  },

  async 'the list of bookings carries what is looked for to its file and its other views'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/bookings');
    await page.locator('#text').fill('Keeper');
    const main = page.locator('#main');
    for (const name of ['Export CSV', 'Past', 'Cancelled', 'All']) {
      const link = main.getByRole('link', { name, exact: true });
      await expect(async () => ((await link.getAttribute('href')) ?? '').includes('text=Keeper'), `what is looked for in ${name}`);
    }
    await expect(async () => await page.locator('#text').inputValue() === 'Keeper', 'what was typed to stay');
    await main.getByRole('link', { name: 'All', exact: true }).click();
    await expect(() => page.url().includes('show=all') && page.url().includes('text=Keeper'), 'both in the address');
  },

  async 'a date is picked without script'(house) {
    const page = await house.person(ADA, { script: false });
    await page.goto('/o/harbour-house/calendar?day=2031-03-04&kind=room');
    await page.getByLabel('Day', { exact: true }).fill('2031-03-11');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByText('Tue 11 Mar 2031').first().waitFor();
    await expect(() => page.url().includes('kind=room'), 'the filter in the address');
  },
};
