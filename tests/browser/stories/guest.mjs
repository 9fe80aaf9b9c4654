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

  async 'what was typed and chosen stays with another length and another day'(house) {
    const page = await house.visitor({ size: PHONE });
    const name = page.getByLabel('Name', { exact: true });
    const chosen = () => page.locator('input[name=at]:checked').count();
    const day = emptyDay();
    await page.goto(`${ROOM}?day=${day}&minutes=60`);
    await fill(page, 'Patient Guest');
    await page.getByLabel('Purpose').fill('Rehearsal');
    await page.locator('label.pick', { hasText: '10:00' }).click();
    await expect(async () => (await page.locator('#summary').innerText()).includes('10:00'), 'the chosen time in the bar');
    const scrolled = await page.evaluate(() => scrollY);
    await page.locator('#minutes').getByRole('link', { name: '2 h', exact: true }).click();
    await expect(async () => (await page.locator('#summary').innerText()).includes('10:00, 2 hours'), 'the other length in the bar');
    await expect(await chosen() === 1, 'the time still chosen');
    await expect(await name.inputValue() === 'Patient Guest' && await page.getByLabel('Purpose').inputValue() === 'Rehearsal', 'what was typed');
    await expect(await page.evaluate(() => scrollY) > 0 || scrolled === 0, 'the place on the page');
    await page.locator('.day-strip li a:not([aria-current])').last().click();
    await expect(async () => await chosen() === 0, 'no time of another day');
    await expect(await name.inputValue() === 'Patient Guest' && await page.getByLabel('People').inputValue() === '4', 'what was typed');
    await expect(!page.url().includes('Patient'), 'an address without a name in it');
    await page.goBack();
    // Refused, it stays as well.
    await page.goto(`${ROOM}?day=${day}&minutes=60`);
    await fill(page, 'Patient Guest');
    await page.getByLabel('E-mail for the confirmation').fill('patient@nowhere');
    await page.locator('label.pick', { hasText: '11:00' }).click();
    await page.getByRole('button', { name: 'Book now' }).click();
    await page.locator('#problems').waitFor();
    await page.locator('#minutes').getByRole('link', { name: '1 h 30 min', exact: true }).click();
    await expect(async () => (await page.locator('#summary').innerText()).includes('1 hour 30 minutes'), 'the other length in the bar');
    await expect(await name.inputValue() === 'Patient Guest', 'what was typed, after a refusal');
  },

  async 'the price follows what is chosen'(house) {
    const page = await house.visitor({ size: PHONE });
    await page.goto(`/b/harbour-house/kayaks?day=${emptyDay()}&minutes=60`);
    const says = text => expect(async () => (await page.locator('#summary').innerText()).includes(text), `${text} in the bar`);
    await says('from €14.00');
    await page.locator('label.pick:has(input:enabled)').first().click();
    await page.getByLabel('How many').fill('3');
    await page.getByLabel('People').fill('3');
    await says('€42.00');
    await fill(page, 'Three Guests');
    await page.getByLabel('People').fill('3');
    await page.getByRole('button', { name: 'Book now' }).click();
    await page.getByRole('heading', { level: 1, name: 'You are booked' }).waitFor();
    await expect((await page.locator('main').innerText()).includes('€42.00'), 'the price that was shown');
  },

  async 'the focus is never behind the bar'(house) {
    for (const size of [SMALL_PHONE, DESKTOP]) {
      const page = await house.visitor({ size });
      await page.goto(`${ROOM}?day=${emptyDay()}&minutes=60`);
      const stop = () => page.evaluate(() => {
        const bar = document.querySelector('.bar');
        const focused = document.activeElement;
        const hides = !bar.contains(focused) && focused.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1;
        return { hides, name: focused.name ?? focused.textContent, last: focused.textContent.trim() === 'Book now' };
      });
      for (let press = 0; press < 80; press += 1) {
        await page.keyboard.press('Tab');
        const { hides, name, last } = await stop();
        await expect(!hides, `${name} above the bar at ${size.width}`);
        if (last) break;
      }
    }
  },

  async 'the filters of the directory can be read on the smallest phone'(house) {
    const page = await house.visitor({ size: SMALL_PHONE });
    await page.goto('/b/harbour-house');
    const widths = await page.locator('.filter-row select').evaluateAll(all => all.map(one => one.getBoundingClientRect().width));
    await expect(widths.length > 2 && widths.every(width => width >= 120), `wide enough: ${widths.map(Math.round)}`);
  },

  async 'a picture that is too large is told before it is sent'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/settings');
    let sent = 0;
    page.on('request', request => { sent += request.method() === 'POST' ? 1 : 0; });
    await page.locator('#logo input[type=file]').setInputFiles({ name: 'large.png', mimeType: 'image/png', buffer: Buffer.alloc(6 * 1024 * 1024) });
    const told = () => page.locator('#logo input[type=file]').evaluate(input => input.validationMessage);
    await expect(async () => await told() === 'This file is larger than 5 MB.', 'why it is not taken');
    await page.locator('#logo button').first().click();
    await expect(sent === 0, 'nothing sent');
    // Also where the form leaves its questions to the server.
    await page.goto('/o/harbour-house/contacts/imports/new');
    await page.locator('#import input[type=file]').setInputFiles({ name: 'large.csv', mimeType: 'text/csv', buffer: Buffer.alloc(6 * 1024 * 1024) });
    await page.getByRole('button', { name: 'Read it' }).click();
    await expect(sent === 0 && page.url().endsWith('/contacts/imports/new'), 'nothing sent from there');
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
