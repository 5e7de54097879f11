/*
 * What the service manager is told: the datagrams of sd_notify(3), sent to
 * the socket that NOTIFY_SOCKET names. Without one, nothing is done.
 */
#ifndef MXD_CONTROL_NOTIFY_H
#define MXD_CONTROL_NOTIFY_H

void notify_ready(void);
void notify_reloading(void); /* notify_ready() says when that is over */
void notify_stopping(void);

#endif
