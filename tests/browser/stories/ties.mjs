// The ties to other systems: a webhook with its secret and a test, a source of the inbox, a calendar feed; each page
// judged by axe on a desk and on a phone, light and dark.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { ADA, DESKTOP, SMALL_PHONE, expect } from '../lib/browsers.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PICTURES = process.env.STEWARD_PICTURES;

async function judge(page, name) {
  for (const [size, scheme] of [[DESKTOP, 'light'], [DESKTOP, 'dark'], [SMALL_PHONE, 'light'], [SMALL_PHONE, 'dark']]) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    await expect(!wide, `${name} as wide as the ${size.width} px it has`);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}-${size.width}-${scheme}.png`, fullPage: true, caret: 'initial' });
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false, resultTypes: ['violations'] }));
    await expect(violations.length === 0, `no violations on ${name}, not ${JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)]))}`);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

async function home(page) {
  const org = (await page.locator('a[href$="/webhooks"]').first().getAttribute('href')).replace(/\/webhooks$/, '');
  return org;
}

export default {
  async 'a webhook is added, shows its secret and what became of a test'(house) {
    const page = await house.person(ADA);
    const org = await home(page);
    await page.goto(`${org}/webhooks`);
    await judge(page, 'webhooks-empty');
    await page.goto(`${org}/webhooks/new`);
    await page.getByLabel('Address').fill('https://10.0.0.1/hook');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(async () => (await page.locator('body').innerText()).includes('not a public address'), 'an address inside to be refused');
    house.forgive(/422/);
    await judge(page, 'webhook-form-refused');
    await page.getByLabel('Address').fill('https://crm.invalid/hook');
    await page.getByLabel('What it is').fill('CRM');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForURL(/\/webhooks\/[0-9a-f-]{36}$/);
    await judge(page, 'webhook');
    await page.getByRole('link', { name: 'Secret' }).click();
    await page.waitForURL(/\/secret$/);
    await expect((await page.getByLabel('Secret', { exact: true }).inputValue()).startsWith('whsec_'), 'the secret');
    await judge(page, 'webhook-secret');
    await page.goBack();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.waitForURL(/\/webhook-deliveries\//);
    // The page looks again by itself until the first attempt has failed: that name leads nowhere.
    await expect(async () => (await page.locator('body').innerText()).includes('Not reached'), 'what became of it', 20_000);
    await judge(page, 'webhook-delivery');
  },

  async 'a source is registered and a calendar feed is made and revoked'(house) {
    const page = await house.person(ADA);
    const org = await home(page);
    await page.goto(`${org}/inbox`);
    await judge(page, 'inbox-empty');
    await page.goto(`${org}/inbox/sources/new`);
    await judge(page, 'inbox-source-form');
    await page.getByLabel('Name').fill('CRM');
    await page.getByLabel('It may block and unblock people').check();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForURL(/\/inbox\/sources\/[0-9a-f-]{36}$/);
    await judge(page, 'inbox-source');
    await page.goto(`${org}/feeds`);
    await page.getByRole('button', { name: 'Add the feed' }).click();
    const address = page.locator('input[id^="url-"]').first();
    await address.waitFor();
    await judge(page, 'feeds');
    const url = new URL(await address.inputValue());
    const file = await page.request.get(url.pathname);
    await expect(file.ok() && (await file.text()).startsWith('BEGIN:VCALENDAR'), 'a calendar');
    await page.getByRole('button', { name: 'Revoke' }).first().click();
    await page.locator('dialog[open], dialog:popover-open').getByRole('button', { name: 'Revoke' }).click();
    await expect(async () => (await page.request.get(url.pathname)).status() === 404, 'nothing there any more');
  },
};
