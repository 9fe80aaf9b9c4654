// Moving in: a file of Snipe-IT is tried, written behind the page, and taken back.
import { ADA, DESKTOP, PHONE } from '../lib/browsers.mjs';
import { complaints, sideways } from '../lib/axe.mjs';

const FILE = [
  'ID,Asset Name,Asset Tag,Model,Category,Manufacturer,Serial,Purchase Date,Purchase Cost,Checked Out To,Location,Status,Notes',
  '7001,,MV-0001,Optiplex 3000,Workstations,Dell,MV-S1,2024-05-01,"899.00",,Upper deck,Ready to Deploy,',
  '7002,Screen of the bar,MV-0002,,Monitors,,MV-S2,2025-01-15,120,,Upper deck,Out for Repair,Flickers',
  '7001,Nothing,MV 0003,,Monitors,,,,,,,,',
].join('\r\n');

async function fine(page, what) {
  const slips = [...await complaints(page), await sideways(page)].filter(Boolean);
  if (slips.length) throw new Error(`${what}: ${slips.join('\n  ')}`);
}

export default {
  async 'a file of Snipe-IT moves in, and out again'(house) {
    const page = await house.person(ADA, { size: DESKTOP });
    await page.goto('/o/harbour-house/imports');
    await page.getByLabel('CSV or XLSX file').setInputFiles({ name: 'snipe.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) });
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.getByRole('button', { name: 'Import 2' }).waitFor();
    await page.getByText('Line 4').first().waitFor();
    await fine(page, 'the dry run');
    const address = page.url();
    const phone = await house.person(ADA, { size: PHONE });
    await phone.goto(address);
    await phone.getByRole('button', { name: 'Import 2' }).waitFor();
    await fine(phone, 'the dry run on a phone');
    if (process.env.SHOTS) {
      await page.screenshot({ path: `${process.env.SHOTS}/import.png`, fullPage: true });
      await phone.screenshot({ path: `${process.env.SHOTS}/import-phone.png`, fullPage: true });
    }
    await page.getByRole('button', { name: 'Import 2' }).click();
    await page.getByRole('button', { name: 'Take it back' }).first().waitFor();
    await fine(page, 'what it did');
    await page.goto('/o/harbour-house/assets?text=MV-0002');
    await page.getByRole('link', { name: 'MV-0002' }).waitFor();
    // Its labels and bookmarks go on working.
    for (const earlier of ['/hardware/7002', '/ht/MV-0002']) {
      await page.goto(earlier);
      await page.getByRole('heading', { level: 1, name: 'MV-0002' }).waitFor();
    }
    await page.goto('/o/harbour-house/imports');
    await fine(page, 'the imports so far');
    await page.getByRole('link', { name: 'snipe.csv' }).first().click();
    await page.getByRole('button', { name: 'Take it back' }).first().click();
    await page.locator('dialog').getByRole('button', { name: 'Take it back' }).last().click();
    await page.getByText('Taken back', { exact: true }).first().waitFor();
    await page.goto('/o/harbour-house/assets?text=MV-0002');
    await page.getByText('No asset fits this filter.').waitFor();
  },
};
