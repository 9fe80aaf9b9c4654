// The booking page in a frame of another site: listed sites show it and guests book in it, others are refused.
import { createServer } from 'node:http';
import { ADA, expect } from '../lib/browsers.mjs';
import { emptyDay } from '../lib/days.mjs';

// A page of another site. `localhost` and `127.0.0.1` are two sites to a browser, so no cookie of ours travels.
async function site(address) {
  const page = `<!doctype html><title>Our club</title><h1>Our club</h1><iframe src="${address}" title="Book" width="100%" height="900"></iframe>`;
  const server = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end(page));
  await new Promise(ready => server.listen(0, 'localhost', ready));
  return { origin: `http://localhost:${server.address().port}`, close: () => new Promise(done => server.close(done)) };
}

async function list(house, origins) {
  const ada = await house.person(ADA);
  await ada.goto('/o/harbour-house/settings/web');
  await ada.getByLabel(/^Sites that may show them/).fill(origins);
  await ada.getByRole('button', { name: 'Save' }).click();
  await ada.getByText('Saved. It holds from now on.').first().waitFor();
  return ada;
}

export default {
  async 'a guest books in a frame of a listed site, without any cookie'(house) {
    const day = emptyDay(24);
    const club = await site(`${house.url}/b/harbour-house/boardroom-aurora?day=${day}&minutes=60`);
    try {
      const ada = await list(house, club.origin);
      await expect((await ada.locator('#snippet').inputValue()).includes('<iframe src="'), 'a snippet to copy');
      const page = await house.visitor();
      await page.goto(club.origin);
      const frame = page.frameLocator('iframe');
      await frame.locator('label.pick', { hasText: '10:00' }).click();
      await frame.getByLabel('Name', { exact: true }).fill('Framed Guest');
      await frame.getByLabel('E-mail for the confirmation').fill('framed@clients.example');
      await frame.getByRole('button', { name: 'Book now' }).click();
      await frame.getByRole('heading', { level: 1, name: 'You are booked' }).waitFor();
      await frame.getByRole('button', { name: /^Cancel booking/ }).first().click();
      await frame.locator('dialog:popover-open').getByRole('button', { name: 'Cancel booking' }).click();
      await frame.getByRole('heading', { level: 1, name: 'This booking is cancelled' }).waitFor();
      house.forgive(/Blocked autofocusing/); // a frame of another site takes no focus by itself
      const cookies = await page.context().cookies();
      await expect(!cookies.some(cookie => cookie.domain === '127.0.0.1'), 'no cookie of ours');
    } finally {
      await list(house, '');
      await club.close();
    }
  },

  async 'a site that is not listed is refused by the browser'(house) {
    const club = await site(`${house.url}/b/harbour-house`);
    try {
      const page = await house.visitor();
      await page.goto(club.origin);
      await page.waitForTimeout(1_000);
      const text = await page.frames().find(frame => frame !== page.mainFrame()).evaluate(() => document.body?.innerText ?? '').catch(() => '');
      await expect(!text.includes('Book at Harbour House'), 'nothing of the house in the frame');
      house.forgive(/frame-ancestors|X-Frame-Options|refused to display/i);
    } finally {
      await club.close();
    }
  },
};
