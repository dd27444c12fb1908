/** What may happen to bytes between a peer and who asks it. Knows no protocol of theirs. */
package io.parvada.system.proxy;
