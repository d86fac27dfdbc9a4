/** Where Google is; a fake of it stands elsewhere. */
export type GoogleUrls = { token: string; management: string; zeroTouch: string }

export const realGoogle: GoogleUrls = {
  token: 'https://oauth2.googleapis.com/token',
  management: 'https://androidmanagement.googleapis.com',
  zeroTouch: 'https://androiddeviceprovisioning.googleapis.com',
}

/** Everything at one address, as the simulator has it. */
export const googleAt = (url: string): GoogleUrls => ({
  token: `${url}/token`,
  management: `${url}/management`,
  zeroTouch: `${url}/zero-touch`,
})
