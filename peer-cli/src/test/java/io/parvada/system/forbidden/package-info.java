/**
 * Row S6 of the targets: addresses that a peer must not be made to connect to, with somebody listening there. Needs root
 * on Linux; skipped with the reason elsewhere.
 */
package io.parvada.system.forbidden;
