"""One Folium GeoJson layer, as a user who publishes a day makes it."""

import folium
import geopandas as gpd


def one_day(communes: gpd.GeoDataFrame, fills: "list[str]", path: str) -> None:
    """Write a page with one layer: every commune with its colour and its name."""
    rows = communes[["name", "geometry"]].assign(fill=fills)
    page = folium.Map(location=(16, 107), zoom_start=6, tiles=None)
    folium.GeoJson(
        rows,
        style_function=lambda feature: {
            "fillColor": feature["properties"]["fill"],
            "color": "#444444",
            "weight": 0.3,
            "fillOpacity": 1,
        },
    ).add_to(page)
    page.save(path)


def empty_page(script: str, style: str) -> str:
    """Give the HTML of a page with Leaflet and an empty map, nothing else."""
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><style>{style}</style>
<style>html, body, #map {{ height: 100%; margin: 0; }}</style></head>
<body><div id="map"></div><script>{script}</script>
<script>L.map("map").setView([16, 107], 6);</script></body></html>
"""
