-- Searching by any part of a serial number or an asset tag reads the whole table (0.1 s of 250,000 devices); to keep trigrams of
-- them cost the sync more than everything else.
drop index dep_device_search;
