import { BulkAgent, type AgentPreset } from '../../contract/bulk-configuration.ts'

/** Agents whose constants their makers publish (android.md 1.8). Others are entered by hand. */
export const agentPresets: AgentPreset[] = [
  {
    name: 'Headwind MDM agent',
    agent: BulkAgent.parse({
      component: 'com.hmdm.launcher/com.hmdm.launcher.AdminReceiver',
      tokenKey: 'com.hmdm.CUSTOMER',
      serverKey: 'com.hmdm.BASE_URL',
    }),
    // The agent reads strings only.
    productKeys: { 'com.hmdm.DEVICE_ID_USE': 'serial' },
    note: 'Upload the APK under Agents, or enter its address and the checksum of its certificate: both belong to the build that you use. Agents of Headwind MDM must be switched on in the settings. com.hmdm.DEVICE_ID_USE is "serial", or "imei" for a list of IMEIs.',
  },
  {
    name: 'Test DPC',
    agent: BulkAgent.parse({
      component: 'com.afwsamples.testdpc/com.afwsamples.testdpc.DeviceAdminReceiver',
      downloadUrl: 'https://testdpc-latest-apk.appspot.com',
      signatureChecksum: 'gJD2YwtOiWJHkSMkkIfLRlj-quNqG1fb6v100QmzM9w',
    }),
    productKeys: {},
    note: 'Google’s sample app for trials. It does not talk to this server.',
  },
]
