export const apnsPortalHelp = `The portal, over the same port (curl --cacert CA):
  GET  /portal/pushes               what was pushed, oldest first
  POST /portal/answers              [{"token"?, "status", "reason"?, "times"?, "delayMs"?}]: answers in place of the usual ones,
                                    such as {"status": 410, "reason": "Unregistered"} or {"status": 503, "times": 3}
  POST /portal/connections/drop     breaks every connection
  POST /portal/certificates         a certificate request (PEM) in, an MDM push certificate (PEM) out, as identity.apple.com;
                                    ?topic=com.apple.mgmt.External... renews, ?days=N sets how long it is good`
