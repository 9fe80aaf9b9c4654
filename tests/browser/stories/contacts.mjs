// Contacts at the desk: a file is read, shown and applied; two become one; all by hand, on a desk and on a phone.
import { ADA, DESKTOP, SMALL_PHONE, expect } from '../lib/browsers.mjs';
import { complaints, sideways } from '../lib/axe.mjs';

const CONTACTS = '/o/harbour-house/contacts';
const FILE = 'Name;E-mail;Telefon;Tags\nIris Import;iris@imports.example;+34 611 222 333;vip\nBroken;no address;;\nIrene Import;iris+club@imports.example;;\n';

async function fine(page, what) {
  const slips = [...await complaints(page), await sideways(page)].filter(Boolean);
  if (slips.length) throw new Error(`${what}: ${slips.join('\n  ')}`);
}

export default {
  async 'a file is shown, applied, and its two spellings of one person are merged and erased'(house) {
    const page = await house.person(ADA, { size: DESKTOP });
    await page.goto(`${CONTACTS}/imports/new`);
    await page.getByLabel('CSV or XLSX file').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) });
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.getByRole('button', { name: 'Apply 2' }).waitFor();
    await fine(page, 'the preview');
    await page.getByRole('button', { name: 'Apply 2' }).click();
    await page.getByText('2 new, 0 changed.').first().waitFor();
    await fine(page, 'what it did');
    await page.goto(`${CONTACTS}/duplicates`);
    await page.locator('tr', { hasText: 'iris@imports.example' }).getByRole('link', { name: 'Compare' }).click();
    await page.getByRole('heading', { level: 1, name: 'Merge' }).waitFor();
    await fine(page, 'the comparison');
    await page.getByRole('button', { name: 'Make them one' }).click();
    await page.getByText('is one contact now').first().waitFor();
    await page.getByLabel(/^Write something down/).fill('Came by.\nLikes tea.');
    await page.getByRole('button', { name: 'Keep the note' }).click();
    await page.getByText('Likes tea.').waitFor();
    await fine(page, 'the contact');
    await page.getByRole('button', { name: 'Block' }).first().click();
    await page.getByLabel(/^Reason/).fill('A test');
    await page.locator('dialog[open]').getByRole('button', { name: 'Block' }).click();
    await page.getByText('May not book on the public pages').waitFor();
    await fine(page, 'a blocked contact');
    await page.goto(`${page.url().split('?')[0]}/erasure`);
    await fine(page, 'before erasing');
    await page.getByRole('button', { name: 'Erase for good' }).first().click();
    await page.locator('dialog:popover-open').getByRole('button', { name: 'Erase for good' }).click();
    await page.getByRole('heading', { level: 1, name: 'Erased contact' }).waitFor();
    await fine(page, 'what is left');
  },

  async 'the contact and its forms fit a small phone in the dark'(house) {
    const page = await house.person(ADA, { size: SMALL_PHONE, theme: 'dark' });
    await page.goto(`${CONTACTS}?order=newest`);
    await page.locator('#contacts tbody tr a').first().click();
    await page.locator('#notes').waitFor();
    await fine(page, 'a contact');
    for (const part of ['form', 'merging', 'erasure']) {
      const base = page.url().split('?')[0].replace(/\/(form|merging|erasure)$/, '');
      await page.goto(`${base}/${part}`);
      await fine(page, part);
    }
    await expect(page.url().endsWith('/erasure'), 'the page before erasing');
  },
};
