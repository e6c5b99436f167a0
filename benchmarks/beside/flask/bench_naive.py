"""The starter with one more list, as it is often written first.

Everything else is the starter's, but connections, which here last for one request
as the naive Django view's do.
"""

from flask import jsonify
from myproject import config, create_app
from myproject.catalog.models import Product
from myproject.extensions import db
from sqlalchemy import NullPool, select

app = create_app(config.load() | {"SQLALCHEMY_ENGINE_OPTIONS": {"poolclass": NullPool}})


@app.get("/naive/products")
def products():
    newest = select(Product).order_by(Product.created_at.desc(), Product.id.desc())
    page = db.paginate(newest, per_page=20)
    return jsonify(
        count=page.total,
        items=[
            {
                "id": product.id,
                "name": product.name,
                "price": product.price,
                "status": product.status,
                "category": product.category.name,
                "tags": [tag.name for tag in product.tags],
                "created_at": product.created_at,
            }
            for product in page
        ],
    )
