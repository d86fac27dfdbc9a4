/** Printed by `muster simulate google --help` and by `GET /portal`. */
export const googlePortalHelp = `The portal of the simulated Google. Bodies are JSON, errors are {"error": "what is wrong"}.

GET  /portal/state                Tokens, devices, commands, zero-touch and faults as Google has them.
POST /portal/devices              A phone is set up with the code of a token:
                                  {"token": "VALUE", "imei": "...", "imei2": "...", "meid": "...", "serial": "...",
                                   "manufacturer": "...", "brand": "...", "model": "...", "osVersion": "..."}
                                  Without "token" it came in by an account. Answers the device.
POST /portal/report               {"device": "NAME, serial or IMEI", "osVersion": "15", "compliant": false}: the device
                                  does what it was asked for, and reports.
POST /portal/delete               {"device": "..."}: somebody deletes it at Google.
POST /portal/zero-touch/devices   {"add": 10} made-up phones, or {"add": [{"imei", "serial", "manufacturer", "model"}]}:
                                  a reseller claims them for the customer.
POST /portal/zero-touch/apps      {"packageName": "com.example.agent", "name": "Agent"}: an app for Google's list.
POST /portal/faults               What is not named stays; {"reset": true} clears all but the last two:
                                    "keyRefused": true        the service account was deleted
                                    "tokensEnd": true         access tokens end at once
                                    "denied": true            every call is answered 403
                                    "termsOpen": true         terms of zero-touch were not accepted
                                    "busy": 3                 so many calls are answered 429, then 503
                                    "refuseActs": 409         every change of a device (403, 404, 409, 429, 503; null: none)
                                    "refuseOperations": 404   every question for what became of a command
                                    "hideNetworkInfo": true   the policy does not ask for IMEIs
                                    "devicesAnswer": false    devices do nothing until /portal/report
                                    "pageSize": 2`
