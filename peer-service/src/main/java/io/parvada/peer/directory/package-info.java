/**
 * The directory, a role that any peer can have: accounts, who is logged in for how long, what they publish, and the
 * queries over it. {@link io.parvada.peer.directory.Directory} and {@link io.parvada.peer.directory.Accounts} are its
 * doors; all its state is behind the port {@link io.parvada.peer.directory.DirectoryStore}, so that several processes
 * over one database are one directory. It may touch address, config, credential, identity and query. Passwords are
 * judged on its own threads {@code directory-login-1} and {@code -2}, old leases swept on {@code directory-sweep-1};
 * everything else runs on the caller's thread and waits for the store.
 */
package io.parvada.peer.directory;
