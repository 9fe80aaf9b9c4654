// The first minutes of a new house: the code from the log, the operator, the first organisation.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { House, expect } from '../lib/browsers.mjs';
import { Server } from '../lib/server.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function assertAccessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  await expect(violations.length === 0, `no violations, not ${JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)]))}`);
}

export default {
  async 'an empty house is set up with the code from its log'(demo) {
    const server = await Server.empty();
    const house = new House(demo.browser, server);
    try {
      const page = await house.visitor();
      await page.goto('/');
      await expect(new URL(page.url()).pathname === '/set-up', 'the set-up page');
      await assertAccessible(page);
      const code = (await server.log()).match(/code[^A-Z0-9]*([A-Z0-9-]{6,})/)?.[1];
      await expect(code, `a code in the log: ${await server.log()}`);
      await page.getByLabel('Set-up code').fill(code);
      await page.getByLabel('Your name').fill('Olive Operator');
      await page.getByLabel('Your e-mail').fill('olive@house.example');
      await page.locator('#password').fill('three words in a row');
      await page.locator('#org_name, [name=org_name]').first().fill('Lighthouse');
      await page.getByRole('button', { name: 'Set up the house' }).click();
      await expect(async () => new URL(page.url()).pathname.startsWith('/o/'), `the organisation, not ${page.url()}`);
      await expect((await page.locator('body').innerText()).includes('Lighthouse'), 'its name');
      await assertAccessible(page);
      await page.goto('/organisations/new');
      await assertAccessible(page);
      await page.goto('/set-up');
      await expect(new URL(page.url()).pathname !== '/set-up' || !(await page.locator('#set-up').count()), 'no second set-up');
      house.complain();
    } finally {
      await house.close();
      await server.stop();
    }
  },
};
