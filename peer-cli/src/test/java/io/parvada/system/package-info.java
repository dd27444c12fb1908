/**
 * The system as people run it: real peer-service.jar and peer-cli.jar processes, real containers, real signals. The
 * room stands in this module because it is built last; it runs the JARs, and where a test needs many clients at once, the engine that the client is made of.
 */
package io.parvada.system;
