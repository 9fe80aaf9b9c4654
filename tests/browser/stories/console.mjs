// The operator's console: from the account menu to a suspended organisation and back, by keyboard and on a phone.
import { ADA, BO, DEE, PHONE, expect } from '../lib/browsers.mjs';

const at = (page, path) => expect(async () => new URL(page.url()).pathname === path, `${path}, not ${page.url()}`);
const says = (page, text) => expect(async () => (await page.locator('body').innerText()).includes(text), `“${text}” at ${page.url()}`);

export default {
  async 'an operator suspends an organisation, its people read why, and it comes back'(house) {
    const ada = await house.person(ADA);
    await ada.locator('button[popovertarget=account]').click();
    await ada.getByRole('link', { name: 'Console' }).click();
    await at(ada, '/console');
    await ada.getByRole('link', { name: 'Organisations', exact: true }).first().click();
    await at(ada, '/console/organisations');
    // The filter answers while it is typed into, and stands in the address.
    await ada.locator('#text').fill('quarry');
    await expect(async () => (await ada.locator('#organisations tbody tr').count()) === 1, 'one organisation left');
    await expect(async () => ada.url().includes('text=quarry'), 'the filter in the address');
    await ada.getByRole('link', { name: 'Quarry Works' }).click();
    await ada.getByRole('button', { name: 'Suspend' }).click();
    await ada.locator('#reason').fill('A story is being told.');
    await ada.locator('#suspend button[type=submit]').click();
    await says(ada, 'Quarry Works is suspended.');
    const dee = await house.visitor();
    await dee.goto('/sign-in');
    await dee.getByLabel('E-mail').fill(DEE);
    await dee.getByLabel('Password', { exact: true }).fill('a lantern on the pier');
    await dee.locator('form[action="/sign-in"] button').first().click();
    await says(dee, 'A story is being told.');
    const guest = await house.visitor({ size: PHONE });
    await guest.goto('/b/quarry-works');
    await says(guest, 'Not open at the moment');
    house.forgive(/503 at .*\/b\/quarry-works/);
    await ada.getByRole('button', { name: 'Resume' }).click();
    await says(ada, 'Quarry Works is open again.');
    await dee.reload();
    await expect(async () => (await dee.locator('nav.side').count()) === 1, 'the house again');
  },

  async 'a dead job is read and replayed, and the trail says who did it'(house) {
    const ada = await house.person(ADA, { size: PHONE, theme: 'dark' });
    await ada.goto('/console/jobs?state=dead');
    await ada.locator('#jobs td.main a').first().click();
    await says(ada, 'disk is full');
    await ada.getByRole('button', { name: 'Replay' }).click();
    await at(ada, '/console/jobs');
    await ada.goto('/console/audit?kind=job.');
    await says(ada, 'Job replayed');
    await ada.locator('details.trail summary').first().click();
    await expect(async () => (await ada.locator('details.trail[open] .changes').first().innerText()).includes('platform.sweep'), 'what it was');
  },

  async 'the console is not there for somebody who does not run the house'(house) {
    const bo = await house.person(BO);
    await bo.locator('button[popovertarget=account]').click();
    await expect(async () => (await bo.getByRole('link', { name: 'Console' }).count()) === 0, 'no way to the console');
    const answer = await bo.goto('/console');
    await expect(answer.status() === 404, 'nothing there');
  },
};
