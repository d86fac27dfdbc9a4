/** What the portal understands; printed by `muster simulate apple --help` and by `GET /portal`. */
export const portalHelp = `The portal of the simulated Apple. Bodies are JSON, errors are {"error": "what is wrong"}.

POST /portal/servers          Creates an MDM server, or a new token for it: the older token stops working.
                              Body: the certificate in PEM alone, or
                              {"certificate": "-----BEGIN ...", "name": "MDM server", "expiresInDays": 365,
                               "format": "p7m" | "json", "cipher": "des3" | "aes128" | "aes256", "indefinite": true}
                              With PEM alone the name may stand in the query: ?name=School
                              Answers the token file (.p7m). The first server gets the devices that wait for one.
POST /portal/devices          Any of, all in one:
                              {"add": 100}                    made-up devices
                              {"add": ["SERIAL", {"serial": "S", "model": "iPhone" | "iPad" | "Mac", "color": "RED",
                                       "assetTag": "A-1", "description": "...", "imei": ["..."], "meid": ["..."],
                                       "wifiMac": "..."}]}
                              {"change": [{"serial": "S", "assetTag": "A-2", "color": null}]}
                              {"assign": ["S"], "server": "School", "migrationDeadline": "2027-01-01T00:00:00Z"}
                              {"unassign": ["S"]}             stays with the organization, leaves its server
                              {"release": ["S"]}              leaves the organization
                              {"replace": [{"serial": "OLD", "by": "NEW"}]}
                              "server" may be left out while there is one; null with "add": no server.
                              Answers {"added": ["SERIAL", ...], "total": 100}.
GET  /portal/devices          ?server=&status=empty|assigned|pushed|removed&limit=&offset=
GET  /portal/devices/SERIAL   One device as Apple sees it, with its server.
POST /portal/activate         {"serial": "S"}: what a device asks at first switch-on. Answers its profile, or 404.
POST /portal/clock            {"seconds": 1, "hours": 1, "days": 8} or {"to": "2027-01-01T00:00:00Z"}: forward only.
                              Cursors expire after 7 days, sessions after one, tokens as they say.
POST /portal/sessions/drop    {} or {"server": "School"}: ends sessions. Answers {"dropped": 1}.
POST /portal/faults           Changes the fault script; what is not named stays, {"reset": true} clears it.
                              {"next": [{"path": "/devices/sync" | "*", "method": "POST", "times": 2,
                                         "status": 503, "body": "...", "contentType": "...", "html": true,
                                         "retryAfter": 30 | "HTTP date", "delayMs": 500,
                                         "dropConnection": "before" | "after", "sameCursor": true}],
                               "latencyMs": 0, "termsNotSigned": true, "accessDenied": true, "tokenRevoked": true,
                               "creatorRemoved": true, "lostSessionStatus": 401 | 403, "rotateSessions": true,
                               "errorForm": "bare" | "quoted" | "object", "retryAfterSeconds": 3600,
                               "throttled": ["S"], "failed": ["S"], "unanswered": ["S"]}
                              "next" is met by the next calls of that path; "after": the change was made, the answer
                              is lost; the last three name devices in the answers to assigning profiles.
GET  /portal/faults           The fault script.
GET  /portal/state            Servers, profiles, number of devices and events, calls answered so far.
`
