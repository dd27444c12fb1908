package io.parvada.peer.announce;

import io.parvada.peer.announce.AnnouncementTransport.Account;
import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.credential.OwnCredential;
import io.parvada.peer.identity.Self;
import io.parvada.peer.query.DirectoryLookup;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Wires the room and owns its thread {@code announce-1}; without a directory to use there is no work for it. */
@Configuration(proxyBeanMethods = false)
class AnnounceConfiguration implements DisposableBean {

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, named());

    /** Empty where this peer uses no directory. */
    record Present(Optional<Announcer> announcer) {}

    @Bean
    Present announcer(
            Self self,
            PeerConfig config,
            Catalog catalog,
            AnnouncementTransport transport,
            OwnCredential own,
            Clock clock) {
        PeerConfig.Directory said = config.directory();
        if (said.urls().isEmpty()) {
            return new Present(Optional.empty());
        }
        Account account = new Account(said.name(), said.password());
        AskedDirectory asked = new AskedDirectory(transport, clock, own);
        return new Present(Optional.of(new Announcer(
                self.peer(),
                account,
                new Processes(said.urls()),
                new IndexPublisher(catalog),
                transport,
                asked,
                clock)));
    }

    @Bean
    DirectoryLookup directoryLookup(Present present) {
        return present.announcer().map(Announcer::lookup).orElse(DirectoryLookup.NONE);
    }

    @Bean
    Announcements announcements(Present present) {
        return new Announcements(present.announcer().orElse(null), thread);
    }

    /** Once others reach this peer. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> announcing(Announcements announcements) {
        return ready -> announcements.start();
    }

    /** Before the servers stop, so that nobody is sent here any more. */
    @Bean
    ApplicationListener<ContextClosedEvent> announcingEnds(Announcements announcements) {
        return closed -> announcements.stop();
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }

    private static CustomizableThreadFactory named() {
        CustomizableThreadFactory named = new CustomizableThreadFactory("announce-");
        named.setDaemon(true);
        return named;
    }
}
