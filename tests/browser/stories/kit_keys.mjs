// A kit comes home by keyboard alone: one part is there, one is late, one is lost; the focus is seen at each step.
import { ADA, expect } from '../lib/browsers.mjs';
import { stays, tabSeen } from '../lib/keys.mjs';

const HOUSE = '/o/harbour-house';
const API = '/api/v1/orgs/harbour-house';

// A case with three parts that somebody has, made by a program: that is not what this story is about.
async function lent(house) {
  const call = async (method, path, body, token) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const answer = await fetch(`${house.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { access_token: token } = await call('POST', '/api/v1/auth/login', { email: ADA, password: 'a lantern on the pier' });
  const api = (method, path, body) => call(method, `${API}${path}`, body, token);
  const { data: categories } = await api('GET', '/categories?limit=100');
  const category = categories.find(one => one.name === 'Microphones');
  const made = [];
  for (const tag of ['KEYS-0', 'KEYS-1', 'KEYS-2', 'KEYS-3']) {
    made.push(await api('POST', '/assets', { name: 'By keys', category_id: category.id, tag }));
  }
  const [box, ...parts] = made;
  for (const part of parts) await api('POST', `/assets/${part.id}/check-out`, { to: { kind: 'asset', id: box.id } });
  const { data: templates } = await api('GET', '/kit-templates');
  await api('POST', '/kits', { asset_id: box.id, template_id: templates[0].id });
  const { data: contacts } = await api('GET', '/contacts');
  await api('POST', `/kits/${box.id}/check-out`, { contact_id: contacts[0].id, due_on: '2099-01-31' });
  return box.id;
}

export default {
  async 'a kit comes home by keys: a part is there, one is late, one is lost'(house) {
    const page = await house.person(ADA);
    const box = await lent(house);
    const main = page.locator('#main');
    await page.goto(`${HOUSE}/kits?text=KEYS`);
    await main.focus();
    await tabSeen(page, main.getByRole('link', { name: 'KEYS-0' }).first());
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/kits/${box}`));
    await stays(page, 'on the page of the kit');
    await tabSeen(page, main.getByRole('link', { name: 'Take back' }));
    await page.keyboard.press('Enter');
    await main.getByRole('checkbox', { name: /KEYS-1/ }).waitFor();
    await stays(page, 'on the form');
    await tabSeen(page, main.getByRole('checkbox', { name: /KEYS-1/ }));
    await page.keyboard.press('Space');
    await expect(() => main.getByRole('checkbox', { name: /KEYS-1/ }).isChecked(), 'that it is there');
    for (const [tag, word, fate] of [['KEYS-2', 'Late', 'late'], ['KEYS-3', 'Lost', 'lost']]) {
      const choice = await tabSeen(page, main.getByLabel(`If it is missing: ${tag}`));
      await page.keyboard.type(word);
      await expect(async () => (await choice.inputValue()) === fate, `${tag} to be ${fate}`);
    }
    // One fate is forgotten first: the form comes back with everything that was said, and names what is missing.
    const forgotten = main.getByLabel('If it is missing: KEYS-3');
    await forgotten.focus();
    await page.keyboard.press('Home');
    await expect(async () => (await forgotten.inputValue()) === '', 'nothing said of KEYS-3');
    await tabSeen(page, main.getByRole('button', { name: 'Take back' }));
    await page.keyboard.press('Enter');
    await page.locator('#problems').getByText(/KEYS-3/).waitFor();
    await stays(page, 'at what is wrong');
    await expect(() => main.getByRole('checkbox', { name: /KEYS-1/ }).isChecked(), 'the tick again');
    await tabSeen(page, main.getByLabel('If it is missing: KEYS-3'));
    await page.keyboard.type('Lost');
    await tabSeen(page, main.getByRole('button', { name: 'Take back' }));
    await page.keyboard.press('Enter');
    await page.locator('.toast').getByText(/missing/).waitFor();
    await stays(page, 'when it is home');
    await main.getByText('KEYS-2 (late)').first().waitFor();
    await main.getByText('KEYS-3 (lost)').first().waitFor();
  },
};
