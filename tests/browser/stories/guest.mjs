// A guest at the branded pages: on a phone, by keyboard alone, and without scripts.
import { ADA, DESKTOP, PHONE, SMALL_PHONE, expect } from '../lib/browsers.mjs';
import { emptyDay } from '../lib/days.mjs';

const ROOM = '/b/harbour-house/boardroom-aurora';

async function fill(page, name) {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('E-mail for the confirmation').fill(`${name.toLowerCase().replace(' ', '.')}@example.org`);
  await page.getByLabel('People').fill('4');
}

async function book(page, day, name, hour) {
  await page.goto(`${ROOM}?day=${day}&minutes=60`);
  await page.locator('label.pick', { hasText: hour }).click();
  await fill(page, name);
  await page.getByRole('button', { name: 'Book now' }).click();
  await page.getByRole('heading', { level: 1, name: 'You are booked' }).waitFor();
}

export default {
  async 'a room is found, booked, moved and cancelled on a phone'(house) {
    const page = await house.visitor({ size: PHONE, touch: true });
    await page.goto('/b/harbour-house');
    await page.getByRole('link', { name: /Boardroom Aurora/ }).tap();
    await page.getByRole('heading', { level: 1, name: 'Boardroom Aurora' }).waitFor();
    await page.getByRole('link', { name: 'Later days' }).tap();
    await book(page, emptyDay(), 'Phone Guest', '10:00');
    await page.getByRole('link', { name: 'Choose another time' }).tap();
    await page.locator('label.pick', { hasText: '12:30' }).tap();
    await page.getByRole('button', { name: 'Move my booking' }).tap();
    await expect(async () => (await page.locator('main').innerText()).includes('12:30'), 'the new hour');
    await page.getByRole('button', { name: /^Cancel booking/ }).first().tap();
    await page.locator('dialog:popover-open').getByRole('button', { name: 'Cancel booking' }).tap();
    await page.getByRole('heading', { level: 1, name: 'This booking is cancelled' }).waitFor();
  },

  async 'the same without scripts, on the smallest phone'(house) {
    const page = await house.visitor({ size: SMALL_PHONE, script: false });
    await page.goto('/b/harbour-house');
    await page.getByRole('link', { name: /Boardroom Aurora/ }).click();
    await book(page, emptyDay(), 'Plain Guest', '10:00');
    await page.getByRole('link', { name: 'Choose another time' }).click();
    await page.locator('label.pick', { hasText: '11:30' }).click();
    await page.getByRole('button', { name: 'Move my booking' }).click();
    await expect((await page.locator('main').innerText()).includes('11:30'), 'the new hour');
  },

  async 'the same by keyboard alone'(house) {
    const page = await house.visitor({ size: DESKTOP });
    await page.goto(`${ROOM}?day=${emptyDay()}&minutes=60`);
    const focused = () => page.evaluate(() => {
      const { tagName, name, value, textContent } = document.activeElement;
      return { tag: tagName, name, value, text: textContent.trim() };
    });
    const tabTo = async (wanted, what) => {
      for (let press = 0; press < 80; press += 1) {
        await page.keyboard.press('Tab');
        const found = await focused();
        if (wanted(found)) return found;
      }
      throw new Error(`the keyboard never comes to ${what}`);
    };
    await tabTo(found => found.name === 'at', 'the times');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await tabTo(found => found.name === 'name', 'the name');
    await page.keyboard.type('Key Guest');
    await tabTo(found => found.name === 'email', 'the address');
    await page.keyboard.type('keys@example.org');
    await tabTo(found => found.tag === 'BUTTON' && found.text === 'Book now', 'the button');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'You are booked' }).waitFor();
  },

  async 'an hour that somebody else took meanwhile is answered with others that are free'(house) {
    const day = emptyDay();
    const [slow, quick] = [await house.visitor({ size: PHONE }), await house.visitor()];
    await slow.goto(`${ROOM}?day=${day}&minutes=60`);
    await slow.locator('label.pick', { hasText: '10:00' }).click();
    await fill(slow, 'Slow Guest');
    await book(quick, day, 'Quick Guest', '10:00');
    await slow.getByRole('button', { name: 'Book now' }).click();
    const offers = slow.locator('#alternatives button');
    await offers.first().waitFor();
    await expect(await offers.count() >= 3, 'three alternatives');
    await expect(await slow.getByLabel('Name', { exact: true }).inputValue() === 'Slow Guest', 'what was typed');
    await offers.first().click();
    await slow.getByRole('heading', { level: 1, name: 'You are booked' }).waitFor();
  },

  async 'a second click on the button books once'(house) {
    const page = await house.visitor();
    await page.goto(`${ROOM}?day=${emptyDay()}&minutes=60`);
    await page.locator('label.pick', { hasText: '10:00' }).click();
    await fill(page, 'Double Guest');
    await page.getByRole('button', { name: 'Book now' }).dblclick();
    await page.getByRole('heading', { level: 1, name: 'You are booked' }).waitFor();
    const ada = await house.person(ADA);
    await ada.goto('/o/harbour-house/bookings?text=double.guest');
    await expect(await ada.locator('#main tbody tr').count() === 1, 'it once');
  },
};
