package dev.sevsim.owner.service;

import java.time.Duration;
import java.util.Map;

/**
 * The images that a service has, and how many launches of them it allows at a time.
 *
 * @param sessionLife how long a launch may take from its bundle to its measurement
 * @param openSessions launches that may be under way at a time
 * @param images policies by image name
 */
public record ServicePolicy(Duration sessionLife, int openSessions, Map<String, ImagePolicy> images) {
    public ServicePolicy {
        images = Map.copyOf(images);
    }
}
