// What the pages do beyond links and forms: toasts, keys, the guard for unsaved changes, the banner when live updates stop.
// Everything here is an addition: without it the pages work as links, forms, popovers and dialogs.
// It runs once; a boosted navigation swaps the body and keeps this.
(() => {
  const byId = id => document.getElementById(id);
  const on = (event, handler) => document.addEventListener(event, handler);

  // Toasts. The server sends HX-Trigger: {"toast": {"text": "Saved", "tone": "ok", "undo": {"action": "/…", "fields": [["key", "…"]]},
  // "way": {"href": "/…", "label": "See more"}}}.
  const TOASTS_MAX = 3;

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function toast({ text, tone = 'neutral', undo, way }) {
    const area = byId('toasts');
    if (!area || !text) return;
    const made = element('div', { class: `toast ${tone}` }, element('p', {}, text));
    if (undo) {
      const fields = (undo.fields ?? []).map(([name, value]) => element('input', { type: 'hidden', name, value }));
      made.append(element('form', { method: 'post', action: undo.action }, ...fields, element('button', { class: 'toast-undo' }, 'Undo')));
    }
    if (way) made.append(element('a', { class: 'toast-undo', href: way.href }, way.label));
    closable(made);
    area.append(made);
    while (area.children.length > TOASTS_MAX) area.firstElementChild.remove();
    htmx.process(made);
  }

  // Bad news stays until it is dismissed.
  function closable(made) {
    if (made.matches('.bad') && !made.querySelector('.toast-close')) made.append(element('button', { class: 'toast-close', type: 'button' }, 'Close'));
  }

  on('toast', event => toast(event.detail));
  on('click', event => event.target.closest('.toast-close')?.parentElement.remove());
  on('animationend', event => { if (event.animationName === 'toast-out') event.target.remove(); });

  // Trouble on the way to the server. An answer with status 5xx has put its notice into #flash.
  on('htmx:error', event => {
    if (event.detail.ctx && event.target.id !== 'live') toast({ text: 'The server did not answer. Check the connection and try again.', tone: 'bad' });
  });
  on('htmx:finally:request', event => {
    const status = event.detail.ctx.response?.status;
    if (status >= 500 && event.target.id !== 'live' && !byId('flash')?.childElementCount) toast({ text: `The server could not answer (${status}).`, tone: 'bad' });
  });

  // Keys: / searches, n makes something new, g and a letter goes somewhere, ? explains. They can be switched off.
  // The choice is kept on the device; where a browser forbids that, they stay on.
  const keysOff = {
    NAME: 'keys-off',
    get() { try { return localStorage.getItem(this.NAME); } catch { return null; } },
    set(off) { try { if (off) localStorage.setItem(this.NAME, '1'); else localStorage.removeItem(this.NAME); } catch { /* forbidden */ } },
  };
  const GO_WINDOW_MS = 1200;
  let goUntil = 0;

  function press(key) {
    if (Date.now() < goUntil) {
      goUntil = 0;
      return document.querySelector(`[data-go="${CSS.escape(key)}"]`)?.click();
    }
    if (key === 'g') goUntil = Date.now() + GO_WINDOW_MS;
    if (key === 'n') document.querySelector('[data-key="n"]')?.click();
    if (key === '?') byId('shortcuts')?.showModal();
    if (key === '/') {
      const search = document.querySelector('[data-search]');
      search?.focus();
      search?.select();
      return search;
    }
  }

  on('keydown', event => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key === 'Escape' && event.target.matches?.('[data-search]')) return event.target.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector('dialog:modal') || keysOff.get()) return;
    if (press(event.key)) event.preventDefault();
  });
  on('change', event => {
    if (event.target.id === 'keys') keysOff.set(!event.target.checked);
    const ticks = event.target.dataset?.tick;
    if (ticks) event.target.form.querySelectorAll(`input[name="${ticks}"]`).forEach(box => { box.checked = event.target.checked; });
  });

  // Unsaved changes: a form with data-guard asks before it is left behind.
  const LEAVE = 'Leave this page? What you typed is not saved.';
  let unsaved = null;
  const isUnsaved = () => unsaved?.isConnected;

  on('input', event => { unsaved = event.target.closest('form[data-guard]') ?? unsaved; });
  on('submit', event => { if (event.target === unsaved) unsaved = null; });
  addEventListener('beforeunload', event => { if (isUnsaved()) event.preventDefault(); });
  on('htmx:before:request', event => {
    const { target, sourceElement } = event.detail.ctx;
    if (target !== document.body || !isUnsaved() || unsaved.contains(sourceElement)) return;
    if (confirm(LEAVE)) unsaved = null;
    else event.preventDefault();
  });

  // A file that is too large is told before it is sent, also where the form leaves its questions to the server.
  const MB = 1024 * 1024;
  const judge = input => {
    const isLarge = [...input.files].some(file => file.size > input.dataset.max);
    input.setCustomValidity(isLarge ? `This file is larger than ${Math.floor(input.dataset.max / MB)} MB.` : '');
    return input.reportValidity();
  };
  on('change', event => { if (event.target.dataset.max) judge(event.target); });
  document.addEventListener('submit', event => {
    const files = [...event.target.querySelectorAll('input[data-max]')];
    if (files.every(input => !input.files.length || judge(input))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // Focus never falls out of the page. After a boosted navigation it starts at the content, not at a link that is gone; after
  // the swap of a part it goes to the part, if what had it is gone.
  const isNowhere = () => document.activeElement === document.body;
  let wasSomewhere = false;
  on('htmx:before:swap', () => { wasSomewhere = !isNowhere(); });
  on('htmx:after:swap', event => {
    const { target } = event.detail.ctx;
    const isPage = target === document.body;
    if (isPage) arrive();
    if (!isNowhere() || !(isPage || wasSomewhere)) return;
    const part = !isPage && target?.id && byId(target.id);
    if (part && !part.hasAttribute('tabindex')) part.tabIndex = -1;
    (part || byId('main'))?.focus({ preventScroll: true });
  });

  // What adds one more value to a filter offers the next one.
  on('htmx:after:swap', event => {
    const form = event.detail.ctx.sourceElement;
    if (form?.matches?.('.filter-row')) form.querySelectorAll('[data-more]').forEach(more => { more.value = ''; });
  });

  // A question that opened above the page keeps the keyboard until it is answered: its popover alone would let Tab walk on
  // behind it. Of a group of radio buttons Tab stops at the chosen one only.
  const STOPS = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const isStop = (stop, within) => !stop.disabled && stop.checkVisibility()
    && !(stop.type === 'radio' && !stop.checked && within.querySelector(`[name="${CSS.escape(stop.name)}"]:checked`));

  on('keydown', event => {
    const asked = event.key === 'Tab' && document.querySelector('dialog:popover-open');
    if (!asked) return;
    const stops = [...asked.querySelectorAll(STOPS)].filter(stop => isStop(stop, asked));
    const [leaves, comes] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (asked.contains(document.activeElement) && document.activeElement !== leaves) return;
    event.preventDefault();
    comes?.focus();
  });

  // Live updates: tell when they stop. A stream that never began is tried again.
  const RETRY_LIVE_MS = 10_000;
  const lost = isLost => { const banner = byId('live-lost'); if (banner) banner.hidden = !isLost; };

  function retryLive(event) {
    if (event.target.id !== 'live') return;
    lost(true);
    setTimeout(() => {
      const old = byId('live');
      if (!old || old !== event.target) return;
      const fresh = element('div', { id: 'live', 'hx-sse:connect': old.getAttribute('hx-sse:connect'), 'hx-swap': 'none' });
      old.replaceWith(fresh);
      htmx.process(fresh);
    }, RETRY_LIVE_MS);
  }

  on('htmx:sse:error', () => lost(true));
  on('htmx:sse:after:connection', () => lost(false));
  on('htmx:error', retryLive);
  on('htmx:response:error', retryLive);

  // Copy buttons.
  const COPIED_MS = 2000;
  on('click', async event => {
    const button = event.target.closest('[data-copy]');
    const field = button && byId(button.dataset.copy);
    if (!field) return;
    field.select();
    // The clipboard needs a secure page; elsewhere the selected text is there to be copied by hand.
    await navigator.clipboard?.writeText(field.value).then(() => {
      const label = button.querySelector('span');
      label.textContent = 'Copied';
      setTimeout(() => { label.textContent = 'Copy'; }, COPIED_MS);
    });
  });

  // Dialogs open by `command`; this stands in for it in browsers that do not know it yet.
  if (!('commandForElement' in HTMLButtonElement.prototype)) {
    on('click', event => {
      const button = event.target.closest('button[commandfor]');
      const dialog = button && byId(button.getAttribute('commandfor'));
      if (button?.getAttribute('command') === 'show-modal') dialog?.showModal();
      if (button?.getAttribute('command') === 'close') dialog?.close();
    });
  }

  // What a new page needs once it is there.
  function arrive() {
    document.querySelectorAll('.toast').forEach(closable);
    const keys = byId('keys');
    if (keys) keys.checked = !keysOff.get();
  }
  arrive();
})();
