/** P11: what clients that read no further cost a peer. */
package io.parvada.bench.stall;
