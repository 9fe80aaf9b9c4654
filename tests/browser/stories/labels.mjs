// Labels: what they show is chosen, the preview follows, the file is a PDF; a stranger who reads one finds the organisation.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';

const main = page => page.locator('#main');

export default {
  async 'labels of ticked assets are previewed as they are chosen, and printed'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/assets?text=Folding');
    const boxes = main(page).getByRole('checkbox', { name: /^Tick FU-/ });
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await main(page).getByRole('button', { name: 'Labels' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Labels' }).waitFor();
    await main(page).getByText('2 labels, 1 sheet').waitFor();
    const drawn = () => main(page).locator('.label-sheet > g').count();
    await expect(async () => (await drawn()) === 2, 'two labels to be drawn');
    await main(page).locator('#sheet').selectOption('single');
    await main(page).getByText('2 labels, 2 sheets').waitFor();
    await main(page).locator('#width').fill('80');
    await main(page).locator('#width').press('Tab');
    await expect(async () => (await main(page).locator('.label-sheet').getAttribute('viewBox')) === '0 0 80 32', 'the label to be wider');
    await expect(async () => page.url().includes('width=80'), 'the choice to stand in the address');
    const file = await page.request.get(await main(page).getByRole('link', { name: 'Open the PDF' }).getAttribute('href'));
    await expect(file.headers()['content-type'] === 'application/pdf', 'a PDF');
    await expect((await file.body()).subarray(0, 5).toString() === '%PDF-', 'a PDF');
  },

  async 'a stranger who reads a label can write to its organisation, on a phone'(house) {
    const page = await house.visitor({ size: PHONE });
    await page.goto('/a/harbour-house/FU-001');
    await page.getByRole('heading', { level: 1, name: 'Found this?' }).waitFor();
    await page.getByLabel('Message').fill('It stood on the pier.');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { level: 1, name: 'Thank you' }).waitFor();
  },

  async 'labels of the stock that a list finds are previewed and printed'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/stock');
    const name = (await main(page).locator('tbody td.main a').first().innerText()).trim();
    await page.goto(`/o/harbour-house/stock?text=${encodeURIComponent(name)}`);
    await main(page).getByRole('button', { name: 'More about stock' }).click();
    await page.getByRole('link', { name: 'Print labels of this list' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Labels' }).waitFor();
    await main(page).locator('.label-sheet').waitFor();
    await expect(async () => (await main(page).locator('.label-sheet > g').count()) >= 1, 'a label to be drawn');
    const file = await page.request.get(await main(page).getByRole('link', { name: 'Open the PDF' }).getAttribute('href'));
    await expect((await file.body()).subarray(0, 5).toString() === '%PDF-', 'a PDF');
    await main(page).getByRole('link', { name: 'Stock' }).first().click();
    await main(page).getByRole('heading', { level: 1, name: 'Stock' }).waitFor();
  },
};
