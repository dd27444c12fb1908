/**
 * What the kernel is asked by a running peer, in which order, and what it is made to answer: by strace, or by a disk that
 * is full. Wants root.
 */
package io.parvada.system.kernel;
