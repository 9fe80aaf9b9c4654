// The scan page with a scanner that types: a check-out by one Enter, a network that fails and comes back, without a camera.
import { ADA, SMALL_PHONE, expect } from '../lib/browsers.mjs';
import { complaints, sideways } from '../lib/axe.mjs';

const main = page => page.locator('#main');
const SCAN = '/o/harbour-house/scan';

async function wedge(page, code) {
  await page.locator('#code').pressSequentially(code);
  await page.keyboard.press('Enter');
}

export default {
  async 'codes are checked out and in by a scanner that types, and the mode stays'(house) {
    const page = await house.person(ADA, { size: SMALL_PHONE });
    await page.goto('/o/harbour-house/assets?status=in_stock&text=Folding');
    const tags = await main(page).locator('a', { hasText: /^FU-\d+$/ }).allInnerTexts();
    await page.goto(SCAN);
    await main(page).getByRole('link', { name: 'Check out' }).click();
    await page.waitForURL(/mode=out/);
    await main(page).locator('#location').selectOption({ index: 1 });
    await wedge(page, tags[0]);
    await main(page).locator('.scan-row.done').getByText(tags[0]).waitFor();
    await wedge(page, `http://house.example/a/harbour-house/${tags[1]}`);
    await main(page).locator('.scan-row.done').getByText(tags[1]).waitFor();
    await wedge(page, 'NO-SUCH-1');
    await main(page).locator('.scan-row.unknown').getByRole('link', { name: 'Make an asset with this tag' }).waitFor();
    await expect(async () => page.url().includes('location='), 'the target to stand in the address');
    await page.goto(SCAN);
    await page.waitForURL(/mode=out/);
    await expect(async () => (await main(page).locator('#location').inputValue()) !== '', 'the target to stay');
    await main(page).getByRole('link', { name: 'Check in' }).click();
    await page.waitForURL(/mode=in/);
    for (const tag of tags.slice(0, 2)) {
      await wedge(page, tag);
      await main(page).locator('.scan-row.done').getByText(tag).waitFor();
    }
  },

  async 'what is counted is summed up, each thing once, and kept until somebody starts again'(house) {
    const page = await house.person(ADA, { size: SMALL_PHONE });
    await page.goto(`${SCAN}?mode=count`);
    for (const [at, code] of ['CA-001', 'CA-001', 'CA-002'].entries()) {
      await wedge(page, code);
      await main(page).getByText(`${at + 1} done`).waitFor();
    }
    await main(page).locator('.scan-row.same').getByText('Counted already.').waitFor();
    await main(page).getByText('2 things, 3 scans').waitFor();
    await page.reload();
    await main(page).getByText('2 things, 3 scans').waitFor();
    const slips = await complaints(page);
    if (slips.length || (await sideways(page))) throw new Error(`the tally: ${slips.join(' ')}`);
    await main(page).getByRole('button', { name: 'Start again' }).click();
    await main(page).locator('#scan-tally').waitFor({ state: 'hidden' });
  },

  async 'a scan in audit mode is answered when no audit is chosen'(house) {
    const page = await house.person(ADA);
    await page.goto(`${SCAN}?mode=audit`);
    await main(page).locator('#audit').selectOption('');
    await wedge(page, 'CA-001');
    await main(page).locator('.scan-row.refused').getByText('Say first in which audit').waitFor();
  },

  async 'a code that nothing knows is given to an asset then and there'(house) {
    const page = await house.person(ADA, { size: SMALL_PHONE });
    await page.goto(`${SCAN}?mode=look-up`);
    await wedge(page, '4006381333931');
    await main(page).locator('.scan-row.unknown').getByRole('link', { name: 'Give it to an asset' }).click();
    await page.locator('#text').pressSequentially('BK-002');
    await main(page).locator('#found').getByText('BK-002').first().waitFor();
    const slips = await complaints(page);
    if (slips.length || (await sideways(page))) throw new Error(`the page of a code: ${slips.join(' ')}`);
    await main(page).getByRole('button', { name: /This one.*BK-002/ }).click();
    await page.waitForURL(/\/assets\/[0-9a-f-]{36}/);
    await main(page).getByText('4006381333931').first().waitFor();
    await page.goto(`${SCAN}?mode=look-up`);
    await wedge(page, '4006381333931');
    await main(page).locator('.scan-row.done').getByText('BK-002').waitFor();
  },

  async 'scans wait while there is no network, and are sent in order when it is back'(house) {
    const page = await house.person(ADA);
    await page.goto(`${SCAN}?mode=look-up`);
    await page.route('**/scan', route => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await wedge(page, 'CA-001');
    await wedge(page, 'BK-001');
    await main(page).getByText('No network: it is kept here and tried again.').waitFor();
    await main(page).getByText('0 done, 2 waiting').waitFor();
    await page.reload();
    await main(page).getByText('0 done, 2 waiting').waitFor();
    await page.unroute('**/scan');
    house.forgive(/ERR_FAILED/);
    await expect(async () => (await main(page).locator('.scan-row.done').count()) === 2, 'both to be sent');
    await main(page).getByText('2 done').waitFor();
  },
};
