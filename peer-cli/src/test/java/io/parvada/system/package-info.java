/**
 * The system as people run it: real peer-service.jar and peer-cli.jar processes, real containers, real signals. The room
 * stands in this module because it is built last. It runs the JARs; where a test needs many clients at once, it uses the
 * engine that the client is made of.
 */
package io.parvada.system;
