// Reports by mail: from the page of a report to the letter, and out of it by the link in it.
import { ADA, DESKTOP, PHONE, SMALL_PHONE, expect } from '../lib/browsers.mjs';

const main = page => page.locator('#main');
const BOOKS = 'books@accountant.example';

export default {
  async 'have a report sent from its page, send it now, read the letter, and end it by its link'(house) {
    const page = await house.person(ADA, { size: DESKTOP });
    await page.goto('/o/harbour-house/reports/assets?by=location');
    await main(page).getByRole('link', { name: 'Send by mail' }).click();
    await page.waitForURL(/\/reports\/schedules\/new/);
    await page.getByLabel('Name').fill('Where everything is');
    // Only the days of the chosen rhythm are asked for.
    await page.getByLabel('Day of the week').waitFor();
    await page.getByLabel('How often').selectOption('month');
    await page.getByLabel('Day of the month').selectOption({ label: 'On the last day' });
    await expect(async () => !(await page.getByLabel('Day of the week').isVisible()), 'no day of the week to be asked for');
    await page.getByLabel('To', { exact: true }).fill(`ada@harbour.example\n${BOOKS}`);
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.waitForURL(/\/reports\/schedules\/[0-9a-f-]{36}$/);
    await main(page).getByText('On the last day of every month').waitFor();

    await main(page).getByRole('button', { name: 'Send now' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send now' }).click();
    await main(page).getByText('asked for it').waitFor();
    await main(page).getByRole('link', { name: BOOKS }).click();
    await page.waitForURL(/\/messages\//);
    const letter = page.frameLocator('iframe');
    await letter.getByRole('heading', { name: 'Assets by location' }).waitFor();
    await letter.getByRole('columnheader', { name: 'Cost' }).waitFor();
    const link = await letter.getByRole('link', { name: 'Stop sending me this' }).getAttribute('href');

    const reader = await house.visitor({ size: PHONE, script: false });
    await reader.goto(new URL(link).pathname);
    await reader.getByRole('button', { name: 'Stop sending me this' }).click();
    await reader.getByText('any more').waitFor();
    await page.goto('/o/harbour-house/reports/schedules');
    await main(page).getByRole('link', { name: 'Where everything is' }).click();
    await main(page).getByText('Does not want it any more').waitFor();

    await main(page).getByRole('button', { name: 'Remove the schedule' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the schedule' }).click();
    await page.waitForURL(/\/reports\/schedules$/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await main(page).getByRole('heading', { name: 'Where everything is' }).waitFor();
  },
  async 'labels of a chart do not run into each other, on a small phone either'(house) {
    for (const size of [DESKTOP, SMALL_PHONE]) {
      const page = await house.person(ADA, { size });
      for (const report of ['assets?by=category', 'depreciation', 'cost-of-ownership', 'maintenance-schedule', 'audits']) {
        await page.goto(`/o/harbour-house/reports/${report}`);
        const clashes = await page.locator('.chart-x text').evaluateAll(labels => {
          const boxes = labels.map(label => label.getBoundingClientRect()).filter(box => box.width > 0).sort((a, b) => a.left - b.left);
          return boxes.filter((box, nth) => nth > 0 && box.left < boxes[nth - 1].right).length;
        });
        await expect(clashes === 0, `no labels of ${report} to overlap at ${size.width}, not ${clashes}`);
      }
    }
  },
};
