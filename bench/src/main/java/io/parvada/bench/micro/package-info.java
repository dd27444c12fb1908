/** JMH measurements of the small steps that the speed of a transfer is made of. */
package io.parvada.bench.micro;
