package dev.sevsim.owner.service;

import dev.sevsim.owner.TrustedRoots;
import java.time.Duration;
import java.util.Map;

/**
 * What a service believes in and hands out.
 *
 * @param roots the ARK keys that it believes in
 * @param sessionLife how long a launch may take from its bundle to its measurement
 * @param openSessions launches that may be under way at a time
 * @param images policies by image name
 */
public record ServicePolicy(
        TrustedRoots roots, Duration sessionLife, int openSessions, Map<String, ImagePolicy> images) {
    public ServicePolicy {
        images = Map.copyOf(images);
    }
}
