package io.parvada.peer.config;

import io.parvada.peer.address.AddressJudge;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/** The configuration as beans, and the thread {@code config-watch}, which looks at the file every second. */
@Configuration(proxyBeanMethods = false)
class ConfigConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    PeerConfig peerConfig(ConfigurableEnvironment environment) {
        return PeerConfigReader.read(new RawSettings(environment.getPropertySources()));
    }

    @Bean
    LiveSettings liveSettings(PeerConfig config) {
        return new LiveSettings(config.friends(), config.limits());
    }

    @Bean
    AddressJudge addressJudge(PeerConfig config) {
        return new AddressJudge(ConfigConfiguration::ownAddresses, config.boundToLoopback());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    ConfigWatch configWatch(ConfigurableEnvironment environment, PeerConfig config, LiveSettings live) {
        var thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread named = Executors.defaultThreadFactory().newThread(task);
            named.setName("config-watch");
            named.setDaemon(true);
            return named;
        });
        Path file = environment.getPropertySources().stream()
                .filter(ConfigFile.class::isInstance)
                .map(source -> Path.of(source.getName()))
                .findFirst()
                .orElse(null);
        Function<ConfigFile, PeerConfig> understand =
                changed -> PeerConfigReader.read(new RawSettings(replaced(environment, changed)));
        return new ConfigWatch(file, config, understand, live, thread);
    }

    private static MutablePropertySources replaced(ConfigurableEnvironment environment, ConfigFile changed) {
        MutablePropertySources sources = new MutablePropertySources();
        for (PropertySource<?> source : environment.getPropertySources()) {
            sources.addLast(source instanceof ConfigFile ? changed : source);
        }
        return sources;
    }

    private static Collection<InetAddress> ownAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }
}
