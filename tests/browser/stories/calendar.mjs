// The timeline under real hands: made, moved and resized by dragging and by keys, kept current, and put back when refused.
import { ADA, BO, CY, PHONE, expect } from '../lib/browsers.mjs';
import { Calendar } from '../lib/calendar.mjs';
import { emptyDay } from '../lib/days.mjs';

const ROOM = 'Boardroom Aurora';
const OTHER = 'Cabin One';

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
};
