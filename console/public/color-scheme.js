// Runs before the first paint, so that a dark screen does not flash white. A file of its own because the
// content security policy allows no inline script.
;(() => {
  const stored = localStorage.getItem('mantine-color-scheme-value')
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const scheme = stored === 'light' || stored === 'dark' ? stored : dark ? 'dark' : 'light'
  document.documentElement.dataset.mantineColorScheme = scheme
})()
