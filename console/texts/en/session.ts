export const sessionTexts = {
  'sign-in.title': 'Sign in',
  'sign-in.username': 'User name',
  'sign-in.password': 'Password',
  'sign-in.show-password': 'Show the password',
  'sign-in.act': 'Sign in',
  'sign-in.wait': 'Too many failed attempts',
  'sign-in.wait.left': 'Try again in {time}.',

  'first-run.title': 'Welcome to Muster',
  'first-run.intro': 'Make the first administrator. The others are added in the settings.',
  'first-run.token': 'First-run token',
  'first-run.token.hint': 'Printed in the terminal in which the server was started.',
  'first-run.act': 'Create and sign in',
} as const
