import { type CSSVariablesResolver, createTheme, Drawer, Menu, Modal, Tooltip } from '@mantine/core'

/** A dialog's head is a `header` element, which would pass for a second banner of the page. */
const plainHeader = { header: { role: 'presentation' } }

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: 7,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { md: '0.9375rem' },
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.125rem' } } },
  colors: {
    petrol: [
      '#edf7f9',
      '#dcebef',
      '#b4d7df',
      '#89c2cf',
      '#67b0c1',
      '#4f9fb2',
      '#358497',
      '#1c6b7d',
      '#155a6a',
      '#0b4856',
    ],
  },
  components: {
    Modal: Modal.extend({ defaultProps: { centered: true, attributes: plainHeader } }),
    Drawer: Drawer.extend({ defaultProps: { position: 'right', size: 'lg', attributes: plainHeader } }),
    // The placeholder is no menu item, which a menu must not contain; and a menu belongs to the landmark of its button.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false, withinPortal: false } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true } },
    }),
  },
})

/** Mantine's own grays are too pale for text of WCAG level AA; these pass 4.5 : 1 on every surface we use. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#565e66',
    '--mantine-color-placeholder': '#69717a',
    '--mantine-color-error': '#c01f1f',
    '--mantine-color-anchor': '#155a6a',
  },
  dark: {
    '--mantine-color-dimmed': '#adb3b9',
    '--mantine-color-placeholder': '#9aa0a6',
    '--mantine-color-error': '#ff8f8f',
    '--mantine-color-anchor': '#89c2cf',
  },
})
