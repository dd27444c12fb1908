/**
 * Row R8 of the targets: peers whose links are long, narrow and lossy. Delay, rate and loss are those of packets, so TCP
 * meets them as it does in the world. Needs root on Linux, iptables and tc; skipped with the reason elsewhere.
 */
package io.parvada.system.links;
