// Many assets at once: all that fit the list are changed after a preview, and taken back.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';

const HOUSE = '/o/harbour-house';
const main = page => page.locator('#main');

async function looked(page) {
  await main(page).getByRole('button', { name: 'Look first' }).click();
  await main(page).getByText('Waits for you').waitFor({ timeout: 20_000 });
}

export default {
  async 'all that match are changed after a preview, and taken back'(house) {
    const page = await house.person(ADA);
    await page.goto(`${HOUSE}/assets?text=UltraSharp`);
    await main(page).getByRole('link', { name: /^Change all .* that match$/ }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Change assets' }).waitFor();
    await main(page).getByRole('button', { name: 'Look first' }).click();
    await page.locator('#problems').getByText('nothing is to change yet').waitFor();
    await main(page).locator('#supplier').selectOption({ label: 'Escena Rental & Sales' });
    await main(page).getByLabel('Add to the note').fill('Moved to the new contract');
    await looked(page);
    await main(page).getByText('Moved to the new contract').first().waitFor();
    await main(page).getByRole('button', { name: /^Change \d+$/ }).click();
    await main(page).getByText('Done', { exact: true }).first().waitFor({ timeout: 20_000 });
    await main(page).getByRole('button', { name: 'Take it back' }).first().click();
    await page.locator('dialog:popover-open').getByRole('button', { name: 'Take it back' }).click();
    await main(page).getByText('Taken back', { exact: true }).first().waitFor({ timeout: 20_000 });
    const left = await main(page).locator('.kpi').filter({ has: page.getByText('Left', { exact: true }) }).locator('.kpi-value').innerText();
    await expect(left === '0', 'all of them to be as they were');
  },

  async 'those that are ticked are changed from a phone'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto(`${HOUSE}/assets?text=Folding`);
    for (const nth of [0, 1]) await main(page).locator('tbody tr').nth(nth).getByRole('checkbox').check();
    await main(page).getByRole('button', { name: 'Change', exact: true }).click();
    await main(page).getByText('2 assets that you ticked.').waitFor();
    await main(page).locator('#location').selectOption({ index: 2 });
    await looked(page);
    await main(page).getByRole('button', { name: 'Look again' }).waitFor();
  },

  async 'ticks empty what is chosen and what is typed, by keyboard'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/assets?text=UltraSharp');
    await main(page).getByRole('link', { name: /^Change all .* that match$/ }).click();
    const tick = name => main(page).getByRole('checkbox', { name: new RegExp(`^Empty it ?: ${name}$`) });
    await tick('Supplier').focus();
    await page.keyboard.press('Space');
    await main(page).locator('#supplier').selectOption({ index: 1 });
    await main(page).getByRole('button', { name: 'Look first' }).click();
    await page.locator('#problems').getByText(/not both/).waitFor();
    await expect(() => tick('Supplier').isChecked(), 'the tick to stay');
    await main(page).locator('#supplier').selectOption('');
    await tick('Default location').focus();
    await page.keyboard.press('Space');
    await looked(page);
    await main(page).getByText('emptied').first().waitFor();
  },
};
