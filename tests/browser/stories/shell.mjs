// What holds the pages together: boosted links, history, refused forms, errors, themes, keys, unsaved changes.
import { ADA, BO, DESKTOP, PHONE, expect } from '../lib/browsers.mjs';

const path = page => new URL(page.url()).pathname;
// A mark that only a full load of a page takes away.
const mark = page => page.evaluate(() => { window.marked = true; });
const isMarked = page => page.evaluate(() => window.marked === true);
const focusIsAt = (page, selector) => page.evaluate(wanted => document.activeElement?.matches(wanted), selector);

export default {
  async 'links swap the page without loading it anew, and back brings the old one'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/calendar');
    await mark(page);
    await page.getByRole('link', { name: 'Bookings', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Bookings' }).waitFor();
    await expect(path(page) === '/o/harbour-house/bookings' && (await page.title()).startsWith('Bookings'), 'the new address and title');
    await expect(await isMarked(page), 'no full load');
    await expect(() => focusIsAt(page, '#main, #main *'), 'the focus at the content');
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Calendar' }).waitFor();
    await expect(path(page) === '/o/harbour-house/calendar', 'the old address');
    await page.goForward();
    await page.getByRole('heading', { level: 1, name: 'Bookings' }).waitFor();
  },

  async 'a refused form keeps what was typed and leads to what is wrong'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/bookings/new');
    const main = page.locator('#main');
    await main.getByLabel('Purpose').first().fill('Kept as it was typed');
    await main.getByLabel('E-mail of the guest').first().fill('not an address');
    await main.locator('form[method=post]').first().evaluate(form => { form.noValidate = true; form.requestSubmit(); });
    await page.locator('#problems').waitFor();
    await expect(() => focusIsAt(page, '#problems'), 'the focus at the summary');
    await expect(await main.getByLabel('Purpose').first().inputValue() === 'Kept as it was typed', 'what was typed');
    await expect(path(page) === '/o/harbour-house/bookings/new', 'the address of the form');
    await page.locator('#problems a').first().click();
    await expect(() => focusIsAt(page, 'input[aria-invalid], select[aria-invalid], textarea[aria-invalid]'), 'the focus at the field');
  },

  async 'a broken server leaves the page as it is and says so'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/bookings');
    await page.route('**/o/harbour-house/resources', route => route.fulfill({
      status: 500, contentType: 'text/html', body: '<!DOCTYPE html><html><body><main><div class="notice bad">Report abc-123.</div></main></body></html>',
    }));
    await page.getByRole('link', { name: 'Resources', exact: true }).click();
    await expect(async () => (await page.locator('#flash').innerText()).includes('abc-123'), 'the notice in the flash area');
    await expect(path(page) === '/o/harbour-house/bookings', 'the old address');
    await page.getByRole('heading', { level: 1, name: 'Bookings' }).waitFor();
    house.forgive(/500/);
  },

  async 'a server that does not answer is told of'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/bookings');
    await page.route('**/o/harbour-house/resources', route => route.abort());
    await page.getByRole('link', { name: 'Resources', exact: true }).click();
    await page.locator('#toasts .toast.bad').waitFor();
    house.forgive(/Failed to fetch|ERR_FAILED|TypeError/);
  },

  async 'the theme is chosen once and there from the first paint on'(house) {
    const page = await house.person(BO, { theme: 'light' });
    await page.goto('/o/harbour-house');
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('button', { name: 'Dark', exact: true }).click();
    await expect(async () => (await page.locator('html').getAttribute('data-theme')) === 'dark', 'the dark theme');
    await page.goto('/o/harbour-house/calendar');
    await expect(await page.locator('html').getAttribute('data-theme') === 'dark' && (await background()) !== light, 'it on the next page');
  },

  async 'keys lead around, search and explain, and can be switched off'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.getByRole('heading', { level: 1, name: 'Bookings' }).waitFor();
    await page.keyboard.press('/');
    await expect(() => focusIsAt(page, '[data-search]'), 'the focus in the search field');
    await page.keyboard.type('gc?n');
    await expect(path(page) === '/o/harbour-house/bookings', 'typing to stay typing');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    const help = page.locator('#shortcuts');
    await expect(() => help.evaluate(found => found.open), 'the help');
    await help.locator('#keys').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForTimeout(400);
    await expect(path(page) === '/o/harbour-house/bookings', 'keys to be off');
  },

  async 'a search narrows a list while it is typed, and the address keeps it'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/resources');
    const search = page.locator('#main [data-search]').first();
    await search.fill('Aurora');
    await expect(async () => new URL(page.url()).search.includes('Aurora'), 'the search in the address');
    await expect(async () => !(await page.locator('#main').innerText()).includes('Chart Room'), 'the others to be gone');
    await expect(() => focusIsAt(page, '[data-search]'), 'the focus to stay');
    await page.reload();
    await expect(await page.locator('#main [data-search]').first().inputValue() === 'Aurora', 'the search after a reload');
  },

  async 'on a phone the sidebar opens and closes'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house');
    const link = page.locator('#side').getByText('Calendar', { exact: true });
    await expect(!(await link.isVisible()), 'the sidebar to be away');
    await page.locator('button[popovertarget=side]').click();
    await link.waitFor({ state: 'visible' });
    await link.click();
    await page.getByRole('heading', { level: 1, name: 'Calendar' }).waitFor();
    await expect(() => link.isVisible().then(visible => !visible), 'the sidebar to be away again');
  },

  async 'what was typed into a form is not lost without a question'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/people/invitations/new');
    const form = page.locator('form[data-guard]').first();
    await form.waitFor();
    await form.getByLabel('Name').first().fill('Not saved');
    const asked = new Promise(done => page.once('dialog', async dialog => { await dialog.dismiss(); done(dialog.message()); }));
    await page.getByRole('link', { name: 'Calendar', exact: true }).first().click();
    await expect((await asked).includes('not saved'), 'the question');
    await expect(await form.getByLabel('Name').first().inputValue() === 'Not saved', 'the form to be there still');
    page.once('dialog', dialog => dialog.accept());
    await page.getByRole('link', { name: 'Calendar', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Calendar' }).waitFor();
  },

  async 'signing out ends the session in this browser and in its history'(house) {
    const page = await house.person(BO, { size: DESKTOP });
    await page.goto('/o/harbour-house/bookings');
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(async () => path(page) === '/sign-in', 'the sign-in page');
    await page.waitForLoadState('load');
    // By the page's own history: signing out gives the tab another process, and the driver may still hold the old one.
    const back = page.waitForEvent('framenavigated');
    await page.evaluate(() => { setTimeout(() => history.back()); });
    await back;
    await expect(async () => !(await page.locator('body').innerText()).includes('Bo Marsh'), 'nothing of the old page');
  },
};
