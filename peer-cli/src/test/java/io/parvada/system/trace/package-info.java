/** What the kernel is asked by a running peer, in which order, and what it is made to answer: by strace, as root. */
package io.parvada.system.trace;
