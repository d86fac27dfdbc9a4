/** Single keys are commands only where nothing is being typed and no dialog is open. */
export const isTyping = (event: KeyboardEvent): boolean =>
  event.defaultPrevented ||
  (event.target as Element | null)?.closest?.(
    'input:not([type=checkbox]), textarea, select, [contenteditable]',
  ) !== null ||
  document.querySelector('[role=dialog]') !== null
