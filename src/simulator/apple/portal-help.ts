/** What the portal understands; printed by `muster simulate apple --help` and by `GET /portal`. */
export const portalHelp = `The portal of the simulated Apple. Bodies are JSON, errors are {"error": "what is wrong"}.

POST /portal/servers          Creates an MDM server, or a new token for it: the older token stops working.
                              Body: the certificate in PEM alone, or
                              {"certificate": "-----BEGIN ...", "name": "MDM server", "expiresInDays": 365,
                               "format": "p7m" | "json", "cipher": "des3" | "aes128" | "aes256", "indefinite": true}
                              With PEM alone the name may stand in the query: ?name=School
                              Answers the token file (.p7m). The first server gets the devices that wait for one.
                              A token that has expired: a negative number of days. One for somebody else: another
                              certificate.
POST /portal/servers/change   {"server": "School", "rename": "New name"}, {"revoke": true | false} (its token),
                              {"delete": true}: its devices stay with the organization.
POST /portal/cursors          {"server": "School", "what": "expire" | "forget"}: every cursor so far is answered with
                              EXPIRED_CURSOR (by sync) or INVALID_CURSOR from now on.
POST /portal/devices          Any of, all in one:
                              {"add": 100}                    made-up devices
                              {"add": ["SERIAL", {"serial": "S", "model": "iPhone" | "iPad" | "Mac" | "iPod" |
                                       "AppleTV" | "Vision", "color": "RED",
                                       "assetTag": "A-1", "description": "...", "imei": ["..."], "meid": ["..."],
                                       "wifiMac": "..."}]}
                              {"change": [{"serial": "S", "assetTag": "A-2", "color": null}]}
                              {"assign": ["S"], "server": "School", "migrationDeadline": "2027-01-01T00:00:00Z"}
                                                              to its own server: the profile is gone, the UUID stays
                              {"unassign": ["S"]}             stays with the organization, leaves its server
                              {"release": ["S"]}              leaves the organization, as by disowning
                              {"replace": [{"serial": "OLD", "by": "NEW"}]}
                              "server" may be left out while there is one; null with "add": no server.
                              Answers {"added": ["SERIAL", ...], "total": 100}.
GET  /portal/devices          ?server=&status=empty|assigned|pushed|removed&limit=&offset=
GET  /portal/devices/SERIAL   One device as Apple sees it, with its server.
POST /portal/activate         {"serial": "S"}: what a device asks at first switch-on. Answers its profile,
                              or 404. The server sees the device as pushed.
POST /portal/wipe             {"serial": "S", "unlock": true}: erases the device; a locked one stays so without "unlock".
POST /portal/clock            {"seconds": 1, "hours": 1, "days": 8} or {"to": "2027-01-01T00:00:00Z"}: forward only.
                              Cursors expire after 7 days, sessions after one, tokens as they say.
POST /portal/sessions/drop    {} or {"server": "School"}: ends sessions. Answers {"dropped": 1}.
POST /portal/faults           Changes the fault script; what is not named stays, {"reset": true} clears it.
                              "next" is a list of faults for the next calls; each is used up by the calls it is for:
                                "path": "/devices/sync" or "*"; "method"; "server": only calls of this MDM server;
                                "skip": 2: so many calls pass before; "times": 1;
                                "status": 503, "body": "...", "contentType": "..."; "html": true: a page of a proxy, 502;
                                "code": "EXPIRED_CURSOR": Apple's word, with 400 or "status";
                                "changeMade": true: what was asked for was done all the same;
                                "retryAfter": 30 or a date as HTTP writes it; "delayMs": 500;
                                "dropConnection": "before" (nothing was done) | "after" (it was done) |
                                                  "midway" (half of the answer arrives);
                                "sameCursor": true: the cursor of the request again, with more_to_follow;
                                "dropDevices": 1 or ["S"]: records that are missing in the page, for good.
                              For a longer time: "latencyMs": 0, "termsNotSigned": true (403 T_C_NOT_SIGNED),
                              "accessDenied": true (403 ACCESS_DENIED), "tokenRevoked": true (401 token_rejected),
                              "creatorRemoved": true (403 FORBIDDEN), "lostSessionStatus": 401 | 403,
                              "rotateSessions": true, "errorForm": "bare" | "quoted" | "object",
                              "seedTurnedOff": true (no beta tokens), "organizationNotSupported": true (no Activation
                              Lock, no account-driven enrollment).
                              In the answers for devices: "throttled": ["S"], "failed": ["S"], "unanswered": ["S"]
                              (left out), "retryAfterSeconds": 3600 (told with throttled ones from protocol 10 on).
                              Variants of a dead token: {"next": [{"path": "/account", "status": 403,
                              "body": "token_rejected"}]}, "signature_invalid", "token_expiredForbidden", 401 or 403.
GET  /portal/faults           The fault script.
POST /portal/rules            How strict it is; what is not named stays. Also as --rules.
                              "oauth": "strict" | "lenient" (the signature alone, either scheme) | "any" (no check:
                              credentials that are not known open the first server, as for clients with fixed ones);
                              "refusedAgents": "^(node|undici|-)?$" (an expression, above protocol version 3);
                              "limits": {"default": 1000, "maximum": 1000}; "oversizedPages": "clamp" | "refuse";
                              "maximumSerials": null or 1000; "checkProfiles": true;
                              "emptyMagic": "accept" | "refuse"; "sparseDeletions": true: deleted events tell the serial
                              number alone; "throttle": {"assignsPerHour": 4, "coolingHours": 24} or null: more assigns
                              of a device within an hour throttle it. Every try restarts the clock, and no sync
                              tells of the device before it has cooled down.
GET  /portal/rules            The rules.
GET  /portal/state            Servers, profiles, number of devices and events, throttled devices, calls answered so far.
GET  /token                   The plain token of the first server, which is made if there is none.

With --state FILE servers, tokens, devices, events, profiles and the time are kept from one run to the next (written a second
after a change and at the end; for its owner only). Sessions, unfinished listings, faults and rules are not.
What depends on the protocol version of a request: 2 system, family and some fields of profiles; 3 the organization; 7 iPadOS;
8 migration deadlines; 9 THROTTLED instead of FAILED; 10 hardware numbers, replacements, retry_after_seconds.
`
