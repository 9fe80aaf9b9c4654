// The board of work orders: a card that is dropped on another column presses its own button that leads there. So whatever the
// button asks and refuses holds for the hand, too; without this script, by touch and by keyboard there are the buttons.
(() => {
  // A boosted navigation may bring this script a second time.
  if (window.stewardBoard) return;
  window.stewardBoard = true;

  const on = (event, handler) => document.addEventListener(event, handler);
  let held = null;

  const cardAt = event => event.target.closest?.('.board li');
  const columnAt = event => event.target.closest?.('.board [data-state]');
  const buttonTo = column => held && column
    && [...held.querySelectorAll('form')].find(form => form.elements.state.value === column.dataset.state)?.querySelector('button');
  const columns = () => document.querySelectorAll('.board [data-state]');

  // Only what can go somewhere can be taken.
  on('pointerdown', event => {
    const card = event.pointerType === 'mouse' && cardAt(event);
    if (card?.querySelector('form')) card.draggable = true;
  });

  on('dragstart', event => {
    held = cardAt(event);
    if (!held?.querySelector('form')) { held = null; return; }
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', held.id);
    held.classList.add('held');
    for (const column of columns()) column.classList.toggle('takes', Boolean(buttonTo(column)));
  });

  on('dragover', event => {
    const column = columnAt(event);
    for (const other of columns()) other.classList.toggle('over', other === column && Boolean(buttonTo(column)));
    if (buttonTo(column)) event.preventDefault();
  });

  on('drop', event => {
    const button = buttonTo(columnAt(event));
    if (!button) return;
    event.preventDefault();
    button.form.requestSubmit(button);
  });

  on('dragend', () => {
    held?.classList.remove('held');
    held = null;
    for (const column of columns()) column.classList.remove('takes', 'over');
  });
})();
