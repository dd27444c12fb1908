/** What the configuration file says, as values that cannot be wrong. */
package io.parvada.peer.config;
