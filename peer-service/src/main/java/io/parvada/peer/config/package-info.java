/**
 * What the configuration file says, as values that cannot be wrong ({@link io.parvada.peer.config.PeerConfig},
 * {@link io.parvada.peer.config.LiveSettings}), and the sentence for a file that is wrong
 * ({@link io.parvada.peer.config.StartRefused}). The way of a value: {@code ConfigFile} and the environment, then
 * {@code RawSettings} (who said what, where), then {@code PeerConfigReader}. May import {@code address}. Runs on the main
 * thread at start, then on its own {@code config-watch}.
 */
package io.parvada.peer.config;
